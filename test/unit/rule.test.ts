import { describe, expect, test } from '@jest/globals'
import { InvalidRule } from '../../functions/scavenge/errors.ts'
import { parseRule, ruleFingerprint } from '../../functions/scavenge/rule.ts'

const filter = {
  expression: '#completed = :number OR #completed = :string',
  names: { '#completed': 'Completed' },
  values: { ':number': 1, ':string': '1' },
}
const age = { attribute: 'StartExecutionTime', format: 'rfc3339', olderThan: '48h' }
const data = { table: 'workers', filter, age }
const source = { file: 'rules/workers.yml', name: 'workers' }

function refusal(given: unknown): string {
  try {
    parseRule(given, source)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRule)
    return String(error)
  }
  throw new Error('the rule was accepted')
}

test('a rule with only what is required has the defaults', () => {
  expect(parseRule(data, source)).toMatchObject({
    name: 'workers',
    table: 'workers',
    age: { attribute: 'StartExecutionTime', format: 'rfc3339', olderThanMs: 172_800_000 },
    totalSegments: 40,
    readers: 10,
    deleters: 10,
    maxWriteUnitsPerSecond: undefined,
    decisionAttributes: ['Completed', 'StartExecutionTime'],
  })
})

test('a filter without values needs no map of them', () => {
  const bare = { expression: 'attribute_exists(#a)', names: { '#a': 'A' } }
  expect(parseRule({ ...data, filter: bare }, source).filter.values).toEqual({})
})

test.each([
  [1, { N: '1' }],
  [-0.5, { N: '-0.5' }],
  [1e-7, { N: '1e-7' }],
  [Number.MAX_SAFE_INTEGER, { N: '9007199254740991' }],
  ['1', { S: '1' }],
  ['', { S: '' }],
  [true, { BOOL: true }],
  [false, { BOOL: false }],
  [null, { NULL: true }],
])('the value %j becomes %j', (value, attribute) => {
  const rule = parseRule({ ...data, filter: { ...filter, values: { ':number': value, ':string': '1' } } }, source)
  expect(rule.filter.values[':number']).toEqual(attribute)
})

test.each([
  [[1]],
  [{ S: '1' }],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [2 ** 53],
  [1e300],
  [5e-324],
  [1n],
  [undefined],
])('the value %p is refused at its path', (value) => {
  const message = refusal({ ...data, filter: { ...filter, values: { ':number': value, ':string': '1' } } })
  expect(message).toMatch(/^InvalidRule: rules\/workers\.yml: filter\.values\.:number: expected a string, .*, found /)
})

test.each<[string, object, string]>([
  ['a table of two characters', { table: 'ab' }, 'table: expected a table name'],
  ['a table with a space', { table: 'my table' }, 'found "my table"'],
  [
    'no table',
    { table: undefined },
    'table: expected a table name, 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-", found nothing',
  ],
  ['no filter', { filter: undefined }, 'filter: expected a map of: expression, names, values, found nothing'],
  [
    'no names',
    { filter: { ...filter, names: undefined } },
    'filter.names: expected a map of #name to attribute, found nothing',
  ],
  [
    'an empty name',
    { filter: { ...filter, names: { '#completed': '' } } },
    `filter.names.#completed: expected an attribute's name, found ""`,
  ],
  [
    'a bare attribute',
    { filter: { ...filter, expression: 'Completed = :number' } },
    'filter.expression: expected every attribute by a #name',
  ],
  [
    'an undefined placeholder',
    { filter: { ...filter, expression: '#completed = :number OR #x = :string' } },
    'filter.names.#x: expected a definition of #x',
  ],
  [
    'an unused placeholder',
    { filter: { ...filter, expression: '#completed = :number' } },
    'filter.values.:string: expected a placeholder that the expression uses, found an unused one',
  ],
  ['olderThan of 0h', { age: { ...age, olderThan: '0h' } }, 'found "0h"'],
  ['olderThan without a unit', { age: { ...age, olderThan: '48' } }, 'found "48"'],
  [
    'olderThan as a number',
    { age: { ...age, olderThan: 48 } },
    'age.olderThan: expected a whole number from 1 and one of m, h, d, such as "48h", up to 100 years, found 48',
  ],
  [
    'another format',
    { age: { ...age, format: 'iso' } },
    'age.format: expected rfc3339, epochSeconds or epochMilliseconds, found "iso"',
  ],
  ['no segments', { totalSegments: 0 }, 'totalSegments: expected a whole number from 1 to 1000000, found 0'],
  ['1,000,001 segments', { totalSegments: 1_000_001 }, 'found 1000001'],
  ['half a reader', { readers: 1.5 }, 'readers: expected a whole number from 1 to 40, found 1.5'],
  ['41 readers', { readers: 41 }, 'found 41'],
  ['501 deleters', { deleters: 501 }, 'deleters: expected a whole number from 1 to 500, found 501'],
  ['deleters as a string', { deleters: '10' }, 'found "10"'],
  [
    'half a write unit',
    { maxWriteUnitsPerSecond: 0.5 },
    'maxWriteUnitsPerSecond: expected a number from 1 to 1000000, found 0.5',
  ],
  ['endless read units', { maxReadUnitsPerSecond: Number.POSITIVE_INFINITY }, 'found Infinity'],
  ['a burst of 301 seconds', { burstSeconds: 301 }, 'burstSeconds: expected a whole number from 1 to 300, found 301'],
  ['replicas: true', { replicas: true }, 'replicas: expected "accepted", found true'],
  ['127 MB', { memory: 127 }, 'memory: expected a whole number from 128 to 10240, found 127'],
  ['two days of logs', { logRetentionDays: 2 }, 'logRetentionDays: expected one of 1, 3, 5'],
  ["a key's alias", { kmsKey: 'alias/mine' }, "kmsKey: expected a KMS key's ARN"],
  ['an address without a domain', { alarmEmail: 'me' }, 'alarmEmail: expected an e-mail address'],
  ['a schedule in words', { schedule: { expression: 'daily' } }, 'schedule.expression: expected rate(…)'],
  ['an unknown time zone', { schedule: { timezone: 'Mars/Olympus' } }, 'schedule.timezone: expected a time zone'],
  ['an unknown field', { segments: 4 }, 'segments: unknown; allowed are table, filter, age, totalSegments'],
  [
    'an unknown field of the age',
    { age: { ...age, zone: 'Z' } },
    'age.zone: unknown; allowed are attribute, format, olderThan',
  ],
  [
    'an unknown field of the schedule',
    { schedule: { cron: '' } },
    'schedule.cron: unknown; allowed are expression, timezone, enabled',
  ],
  ['stages that were not merged', { stages: {} }, 'stages: unknown'],
])('%s is refused, saying what was expected and what was there', (_what, change, expected) => {
  const message = refusal({ ...data, ...change })
  expect(message).toContain('InvalidRule: rules/workers.yml: ')
  expect(message).toContain(expected)
})

test.each([[null], [undefined], ['table: workers'], [5], [[data]]])('%p in place of a rule is refused', (given) => {
  expect(refusal(given)).toContain('rules/workers.yml: the rule: expected a map of: table, filter, age')
})

test('each of several mistakes is named', () => {
  const message = refusal({ ...data, readers: 0, deleters: 0, foo: 1 })
  for (const field of ['readers', 'deleters', 'foo']) expect(message).toContain(`rules/workers.yml: ${field}: `)
})

test('a rule that does not fit the environment is refused by its bytes, not its characters', () => {
  const padded = (text: string) => ({ ...data, filter: { ...filter, values: { ...filter.values, ':string': text } } })
  const room = 3500 - Buffer.byteLength(JSON.stringify(padded('')))
  expect(parseRule(padded('x'.repeat(room)), source).table).toBe('workers')
  expect(refusal(padded('x'.repeat(room + 1)))).toContain('the rule: expected at most 3500 bytes as JSON, found 3501')
  expect(refusal(padded('é'.repeat(room)))).toContain('expected at most 3500 bytes')
})

test.each(['', '1rule', 'my_rule', 'a'.repeat(41), 'règle', 'a/b'])('the rule name %j is refused', (name) => {
  expect(() => parseRule(data, { file: 'rules/x.yml', name })).toThrow(
    /rules\/x\.yml: the rule's name: expected a letter/,
  )
})

test('fields of a deployment are kept apart from the rule', () => {
  const deployment = {
    schedule: { expression: 'cron(0 3 * * ? *)', timezone: 'Europe/Berlin', enabled: false },
    memory: 256,
    kmsKey: 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    logRetentionDays: 30,
    alarmEmail: 'someone@example.com',
    reservedConcurrency: 1,
    tracing: true,
  }
  expect(parseRule({ ...data, ...deployment }, source).deployment).toEqual(deployment)
})

describe('fingerprint', () => {
  const fingerprint = (change: object = {}) => ruleFingerprint(parseRule({ ...data, ...change }, source))

  test('is 32 hex digits', () => {
    expect(fingerprint()).toMatch(/^[0-9a-f]{32}$/)
  })

  test('stays when only the order of fields, the unit of the age or the speed changes', () => {
    const reordered = {
      values: { ':string': '1', ':number': 1 },
      names: { '#completed': 'Completed' },
      expression: filter.expression,
    }
    expect(fingerprint({ filter: reordered })).toBe(fingerprint())
    expect(fingerprint({ age: { olderThan: '2d', format: 'rfc3339', attribute: 'StartExecutionTime' } })).toBe(
      fingerprint(),
    )
    expect(fingerprint({ table: 'others', readers: 5, memory: 512 })).toBe(fingerprint())
  })

  test.each<[string, object]>([
    ['the expression', { filter: { ...filter, expression: '#completed = :string OR #completed = :number' } }],
    ["a value's type", { filter: { ...filter, values: { ':number': '1', ':string': '1' } } }],
    ['an attribute', { filter: { ...filter, names: { '#completed': 'Done' } } }],
    ['the age', { age: { ...age, olderThan: '49h' } }],
    ['the format', { age: { ...age, format: 'epochSeconds' } }],
  ])('changes with %s', (_what, change) => {
    expect(fingerprint(change)).not.toBe(fingerprint())
  })
})
