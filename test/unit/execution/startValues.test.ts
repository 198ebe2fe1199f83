import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { InvalidInput } from '../../../functions/scavenge/errors.ts'
import { withStartValues } from '../../../functions/scavenge/execution/startValues.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'

const source = { file: 'rules/things.yml', name: 'things' }
const filter = {
  expression: '#tenant = :tenant AND #n > :n AND #done = :yes',
  names: { '#tenant': 'tenant', '#n': 'n', '#done': 'done' },
  values: { ':tenant': { input: 'S' }, ':n': { input: 'N' }, ':yes': true },
}
const rule = parseRule({ table: 'things', filter, age: 'none' }, source)
const given = { ':tenant': 'TENANT#7', ':n': 5 }

test('the values of the input stand in the filter beside those of the rule', () => {
  const { values, atStart } = withStartValues(rule, given).filter
  expect(values).toEqual({ ':tenant': { S: 'TENANT#7' }, ':n': { N: '5' }, ':yes': { BOOL: true } })
  expect(atStart).toBeUndefined()
  expect(withStartValues(rule, { ...given, ':n': '5.5' }).filter.values[':n']).toEqual({ N: '5.5' })
})

test('a rule that leaves none open stays as it is', () => {
  const whole = withStartValues(rule, given)
  expect(withStartValues(whole)).toEqual(whole)
})

test('the confirmation code stands for the values too, and a token is bound to it', () => {
  const code = (change: object) => confirmationCode(withStartValues(rule, { ...given, ...change }), { arn: 'arn' })
  expect(code({})).toBe(code({ ':n': '5' }))
  expect(code({ ':tenant': 'TENANT#8' })).not.toBe(code({}))
})

describe('refused as InvalidInput, without a value', () => {
  test.each<[string, Readonly<Record<string, unknown>> | undefined, string]>([
    ['none given', undefined, 'values.:tenant: expected a text that is not empty, found nothing'],
    ['one missing', { ':tenant': 'SECRET' }, 'values.:n: expected a whole number that JavaScript holds exactly'],
    ['an empty text', { ...given, ':tenant': '' }, 'values.:tenant: expected a text that is not empty, found ""'],
    [
      'a number for a text',
      { ...given, ':tenant': 7 },
      'values.:tenant: expected a text that is not empty, found a number',
    ],
    ['a list', { ...given, ':tenant': ['SECRET'] }, 'found a list of 1'],
    ['no number', { ...given, ':n': 'SECRET' }, 'values.:n: expected a whole number'],
    ['more than JavaScript counts', { ...given, ':n': 2 ** 53 }, 'values.:n: expected a whole number'],
    ['a fraction', { ...given, ':n': 1.5 }, 'a whole number that JavaScript holds exactly, or a text of a number'],
    [
      'more digits than DynamoDB holds',
      { ...given, ':n': '1'.repeat(39) },
      'that DynamoDB holds (38 digits), found a string',
    ],
    ['more than DynamoDB counts', { ...given, ':n': '1e126' }, 'values.:n: expected a whole number'],
    [
      'one of the rule’s own',
      { ...given, ':yes': false },
      'values.:yes: expected only the values that the rule leaves',
    ],
    ['an unknown one', { ...given, ':SECRE': 'T' }, '(:tenant, :n), found one that the rule does not ask for'],
    ['a prototype', JSON.parse('{"__proto__": 1}'), 'values.__proto__: expected only'],
    ['more than 4 KB', { ...given, ':tenant': 'SECRET'.repeat(1000) }, 'values: expected at most 4096 bytes as JSON'],
  ])('%s', (_what, values, says) => {
    const refused = () => withStartValues(rule, values)
    expect(refused).toThrow(InvalidInput)
    expect(refused).toThrow(says)
    expect(refused).not.toThrow('SECRET')
  })

  test('values for a rule that asks for none', () => {
    expect(() => withStartValues(withStartValues(rule, given), given)).toThrow('the input (none)')
  })
})
