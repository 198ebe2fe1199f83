import { describe, expect, test } from '@jest/globals'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { refusalOf } from '../../support/malformed/refusal.ts'
import { workersRule } from '../../support/rules/workersRule.ts'

const data = workersRule('workers')
const { age } = data
const source = { file: 'rules/workers.yml', name: 'workers' }
const refusal = (given: unknown) => refusalOf(InvalidRule, () => parseRule(given, source))

describe('the other ages', () => {
  const parse = (change: object) => parseRule({ ...data, age: { ...age, ...change } }, source)

  test.each<[string, object, readonly string[]]>([
    ['a path by its first name', { attribute: ['meta', 'at'] }, ['Completed', 'meta']],
    ['each of several', { attribute: undefined, attributes: ['done', ['meta', 'at']] }, ['Completed', 'done', 'meta']],
    [
      "a period's attribute",
      { olderThan: { attribute: 'days', unit: 'd', atLeast: '1d' } },
      ['Completed', 'StartExecutionTime', 'days'],
    ],
    [
      "a period's kind",
      { olderThan: { by: ['meta', 'kind'], periods: { LOG: '1d' } } },
      ['Completed', 'StartExecutionTime', 'meta'],
    ],
  ])('a delete is decided by %s', (_what, change, attributes) => {
    expect(parse(change).decisionAttributes).toEqual(attributes)
  })

  test('without an age the filter alone decides', () => {
    const rule = parseRule({ ...data, age: 'none' }, source)
    expect(rule.age).toEqual({ kind: 'none' })
    expect(rule.decisionAttributes).toEqual(['Completed'])
  })

  test.each<[string, object, string]>([
    ['no attribute', { attribute: undefined }, "age.attribute: expected an attribute's name, or a list of names"],
    ['both', { attributes: ['a'] }, 'age.attributes: expected nothing beside attribute, found a list of 1'],
    ['an empty path', { attribute: [] }, 'age.attribute: expected an attribute'],
    ['a place in a list', { attribute: ['events', 0] }, "age.attribute.1: expected an attribute's name, found 0"],
    ['no attributes', { attribute: undefined, attributes: [] }, 'age.attributes: expected a list of 1 to 10'],
    ['a zone beside another format', { zone: 'UTC' }, 'age.zone: expected nothing, but with the format iso8601'],
    ['an unknown zone', { format: 'iso8601', zone: 'BST' }, 'age.zone: expected an IANA time zone'],
    ['one mark', { between: ['A#'] }, 'age.between: expected a list of two texts'],
    ['a number as a mark', { between: ['A#', 1] }, 'age.between.1: expected a list of two texts'],
    ['months', { olderThan: '6M' }, 'age.olderThan: expected days, hours or minutes'],
    ['years', { olderThan: '7y' }, 'since months and years have no fixed length, found "7y"'],
    ['years in words', { olderThan: '7 years' }, 'since months and years have no fixed length'],
    ['no period', { olderThan: undefined }, 'age.olderThan: expected a whole number from 1'],
    ['no floor', { olderThan: { attribute: 'days', unit: 'd' } }, 'age.olderThan.atLeast: expected a whole number'],
    [
      'years by item',
      { olderThan: { attribute: 'a', unit: 'y', atLeast: '1d' } },
      'age.olderThan.unit: expected m, h or d',
    ],
    [
      'a default below the floor',
      { olderThan: { attribute: 'days', unit: 'd', atLeast: '2d', default: '1d' } },
      'age.olderThan.default: expected never, or at least what atLeast says',
    ],
    ['no periods', { olderThan: { by: 'kind', periods: {} } }, 'age.olderThan.periods: expected a map of 1 to 100'],
    [
      'a prototype',
      { olderThan: { by: 'kind', periods: JSON.parse('{"__proto__":"never","A":"1d"}') } },
      'age.olderThan.periods: expected a map of 1 to 100 values to periods, of which one is not never, and none is __proto__',
    ],
    ['never alone', { olderThan: { by: 'kind', periods: { A: 'never' } } }, 'of which one is not never'],
    [
      'a period in years',
      { olderThan: { by: 'kind', periods: { A: '1y' } } },
      'age.olderThan.periods.A: expected days',
    ],
    [
      'a number',
      { olderThan: { by: 'kind', periods: { A: 5 } } },
      'age.olderThan.periods.A: expected never, or a whole',
    ],
    ['an unknown field', { olderThan: { by: 'kind', periods: { A: '1d' }, unit: 'd' } }, 'age.olderThan.unit: unknown'],
  ])('%s is refused by its place and with what is expected', (_what, change, says) => {
    expect(refusal({ ...data, age: { ...age, ...change } })).toContain(says)
  })

  test.each(['None', undefined, 5, ['none']])('%j in place of an age is told of none', (given) => {
    expect(refusal({ ...data, age: given })).toContain(
      'age: expected a map of: attribute, attributes, format, zone, between, olderThan, or none, found',
    )
  })

  test('a mistake in the age is named beside those in other fields', () => {
    const message = refusal({ ...data, readers: 0, age: { ...age, format: 'iso', olderThan: '1y' } })
    for (const field of ['readers', 'age.format', 'age.olderThan'])
      expect(message).toContain(`rules/workers.yml: ${field}: `)
  })
})
