import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { isHeldNumber } from '../../../functions/scavenge/rule/filterValues.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'

const source = { file: 'rules/things.yml', name: 'things' }

function parse(value: unknown) {
  const filter = { expression: '#a = :x', names: { '#a': 'A' }, values: { ':x': value } }
  return parseRule({ table: 'things', filter, age: 'none' }, source)
}

const bytes = new Uint8Array([1, 2, 3])

describe("DynamoDB's JSON", () => {
  test.each<[object, object]>([
    [{ S: 'TENANT#7' }, { S: 'TENANT#7' }],
    [{ S: '' }, { S: '' }],
    [{ N: '123' }, { N: '123' }],
    [{ N: '12345678901234567890123456789012345678' }, { N: '12345678901234567890123456789012345678' }],
    [{ N: '-1.5e-7' }, { N: '-1.5e-7' }],
    [{ BOOL: false }, { BOOL: false }],
    [{ NULL: true }, { NULL: true }],
    [{ B: 'AQID' }, { B: bytes }],
    [{ SS: ['a', 'b'] }, { SS: ['a', 'b'] }],
    [{ NS: ['1', '2.5'] }, { NS: ['1', '2.5'] }],
    [{ BS: ['AQID'] }, { BS: [bytes] }],
    [{ L: [{ N: '1' }, { M: { a: { S: 'b' } } }] }, { L: [{ N: '1' }, { M: { a: { S: 'b' } } }] }],
    [{ L: [] }, { L: [] }],
    [{ M: {} }, { M: {} }],
  ])('%j is that value', (value, attribute) => {
    expect(parse(value).filter.values[':x']).toEqual(attribute)
  })

  test.each<unknown>([
    {},
    { X: '1' },
    { N: 123 },
    { N: '' },
    { N: '1,5' },
    { N: 'NaN' },
    { S: 1 },
    { S: 'a', N: '1' },
    { NULL: false },
    { BOOL: 'true' },
    { B: 'AQI' },
    { B: 'not base64!' },
    { SS: [] },
    { SS: ['a', 'a'] },
    { SS: [1] },
    { NS: ['1', 'x'] },
    { L: [1] },
    { M: { a: 'b' } },
    { input: 'B' },
    { input: 'S', default: 'x' },
  ])('%j is refused', (value) => {
    expect(() => parse(value)).toThrow(
      /rules\/things\.yml: filter\.values\.:x(?:\.input|\.default)?: (?:expected|unknown)/,
    )
  })

  test('a value is the same however it is written', () => {
    const code = (value: unknown) => confirmationCode(parse(value), { arn: 'arn' })
    expect(code({ N: '1' })).toBe(code(1))
    expect(code({ B: 'AQID' })).not.toBe(code({ B: 'AQIE' }))
  })
})

test('a list is told how a set or a list is written', () => {
  expect(() => parse(['a', 'b'])).toThrow('such as { SS: ["a", "b"] } or { L: [{ S: "a" }] }, found a list of 2')
})

test('a value that is given at the start is left open, with its type', () => {
  expect(parse({ input: 'S' }).filter).toMatchObject({ values: {}, atStart: { ':x': 'S' } })
  expect(parse({ S: 'input' }).filter).not.toHaveProperty('atStart')
})

test('a rule with such a value can’t be confirmed in its file: each execution has another code', () => {
  const filter = { expression: '#a = :x', names: { '#a': 'A' }, values: { ':x': { input: 'S' } } }
  expect(() => parseRule({ table: 'things', filter, age: 'none', confirmed: 'k7m2q9x4tb' }, source)).toThrow(
    'confirmed: expected nothing in a rule whose values are given at the start',
  )
})

describe('a number is one that DynamoDB holds', () => {
  const NINES = '9'.repeat(38)
  test.each([
    '0',
    '-0',
    '0e999',
    '1e-130',
    '-9.99e125',
    `${NINES}e88`,
    NINES,
    `-0.${'0'.repeat(60)}10`,
    `1${'0'.repeat(60)}`,
  ])('%s', (text) => expect(isHeldNumber(text)).toBe(true))

  test.each(['1e126', '-9.9e-131', `${NINES}1`, `0.${NINES}1`, '1e99999999999', '', 'x', '0x1', '+1', '.5'])(
    'and not %j',
    (text) => expect(isHeldNumber(text)).toBe(false),
  )
})
