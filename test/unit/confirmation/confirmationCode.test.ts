import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { confirmationCode, type TablePlace } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { parseRuleText } from '../../../functions/scavenge/rule/ruleFile.ts'
import { workersRule } from '../../support/rules/workersRule.ts'

const SOURCE = { file: 'rules/workers.yml', name: 'workers' }
const PLACE: TablePlace = { arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/workers' }
const DATA = workersRule('workers')
const { filter, age } = DATA

function codeOf(data: unknown, place = PLACE): string {
  return confirmationCode(parseRule(data, SOURCE), place)
}

const CODE = codeOf(DATA)

test('is 10 characters of lower-case base32, a letter first, which YAML reads as a text', () => {
  fc.assert(
    fc.property(fc.string(), (arn) => {
      const code = confirmationCode(parseRule(DATA, SOURCE), { arn })
      expect(code).toMatch(/^[abcdefghjkmnpqrstvwxyz][0-9abcdefghjkmnpqrstvwxyz]{9}$/)
      expect(parse(`confirmed: ${code}`)).toEqual({ confirmed: code })
    }),
  )
})

test('is the same in every release that reads rules in the same way', () => {
  expect(CODE).toBe('tpj4dw2zxf')
})

/** The same map with its fields in another order, at every depth. */
function shuffled(value: unknown, order: (length: number) => readonly number[]): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  const entries = Object.entries(value)
  return Object.fromEntries(
    order(entries.length).map((at) => {
      const [name, part] = entries[at] ?? ['', undefined]
      return [name, shuffled(part, order)]
    }),
  )
}

describe('stays', () => {
  test('in any order of fields', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (numbers) => {
        const order = (length: number) =>
          Array.from({ length }, (_, at) => ({ at, by: numbers.next().value ?? 0 }))
            .sort((one, other) => one.by - other.by)
            .map(({ at }) => at)
        expect(codeOf(shuffled(DATA, order))).toBe(CODE)
      }),
    )
  })

  test('with any white space between the words of a filter', () => {
    const space = fc.stringMatching(/^[ \t\n]{0,3}$/)
    const words = [
      '(',
      '#completed',
      '=',
      ':number',
      'OR',
      '#completed',
      '=',
      ':string',
      ')',
      'AND',
      '#list',
      '[',
      '1',
      ']',
      '<>',
      ':number',
    ]
    const names = { ...filter.names, '#list': 'List' }
    const spaced = (spaces: readonly string[]) => {
      const text = words
        .map((word, at) => word + (/^[A-Z]|OR$/.test(words[at + 1] ?? word) ? ' ' : '') + spaces[at])
        .join('')
      return { ...DATA, filter: { ...filter, names, expression: text.replaceAll(/(AND|OR)/g, '$1 ') } }
    }
    const code = codeOf(spaced(words.map(() => ' ')))
    fc.assert(
      fc.property(fc.array(space, { minLength: words.length, maxLength: words.length }), (spaces) => {
        expect(codeOf(spaced(spaces))).toBe(code)
      }),
    )
  })

  test('however a duration is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), (days) => {
        const with_ = (olderThan: string) => codeOf({ ...DATA, age: { ...age, olderThan } })
        expect(with_(`${days * 24}h`)).toBe(with_(`${days}d`))
        expect(with_(`${days * 1_440}m`)).toBe(with_(`${days}d`))
      }),
    )
  })

  test('of a name and of a path of one name', () => {
    expect(codeOf({ ...DATA, age: { ...age, attribute: ['StartExecutionTime'] } })).toBe(CODE)
  })

  test('whatever deletes nothing else: pace, schedule, memory', () => {
    const pace = { readers: 3, deleters: 7, totalSegments: 9, maxWriteUnitsPerSecond: 5, maxReadUnitsPerSecond: 5 }
    const deployment = { burstSeconds: 5, schedule: { expression: 'rate(1 day)' }, memory: 256, tracing: true }
    expect(codeOf({ ...DATA, ...pace, ...deployment, confirmed: 'k7m2q9x4tb' })).toBe(CODE)
  })

  test('in a rule file of another style', () => {
    const text = stringify(DATA, { defaultStringType: 'QUOTE_DOUBLE', collectionStyle: 'flow' })
    expect(confirmationCode(parseRuleText(text, 'rules/workers.yml').rule, PLACE)).toBe(CODE)
  })
})

describe('changes with', () => {
  test.each<[string, object]>([
    ['an operator', { filter: { ...filter, expression: '#completed <> :number OR #completed = :string' } }],
    ['a word', { filter: { ...filter, expression: '#completed = :number AND #completed = :string' } }],
    ['the order of words', { filter: { ...filter, expression: '#completed = :string OR #completed = :number' } }],
    ['a value', { filter: { ...filter, values: { ':number': 2, ':string': '1' } } }],
    ["a value's type", { filter: { ...filter, values: { ':number': '1', ':string': '1' } } }],
    ['white space in a value', { filter: { ...filter, values: { ':number': 1, ':string': '1 ' } } }],
    ['an attribute', { filter: { ...filter, names: { '#completed': 'Done' } } }],
    ["the age's attribute", { age: { ...age, attribute: 'StartTime' } }],
    ["the age's format", { age: { ...age, format: 'epochSeconds' } }],
    ['a shorter age', { age: { ...age, olderThan: '47h' } }],
    ['a longer age', { age: { ...age, olderThan: '49h' } }],
    ["the age's path", { age: { ...age, attribute: ['StartExecutionTime', 'at'] } }],
    ['several ages', { age: { format: 'rfc3339', olderThan: '48h', attributes: ['StartExecutionTime', 'At'] } }],
    ['a zone', { age: { ...age, format: 'iso8601', zone: 'UTC' } }],
    ['the part of a text', { age: { ...age, between: ['A#', ''] } }],
    ['no age', { age: 'none' }],
    ['a period by item', { age: { ...age, olderThan: { attribute: 'days', unit: 'd', atLeast: '48h' } } }],
    ['replicas', { replicas: 'accepted' }],
    ['the index', { index: 'by-status' }],
  ])('%s', (_what, change) => {
    expect(codeOf({ ...DATA, ...change })).not.toBe(CODE)
  })

  test.each<[string, TablePlace]>([
    ['another table', { arn: `${PLACE.arn}-prod` }],
    ['another account', { arn: PLACE.arn.replace('123456789012', '210987654321') }],
    ['an endpoint that is not AWS’s', { ...PLACE, origin: 'http://127.0.0.1:8000' }],
  ])('%s', (_what, place) => {
    expect(codeOf(DATA, place)).not.toBe(CODE)
  })

  test('the port of such an endpoint', () => {
    const at = (port: number) => codeOf(DATA, { ...PLACE, origin: `http://127.0.0.1:${port}` })
    expect(at(8000)).not.toBe(at(8001))
  })
})
