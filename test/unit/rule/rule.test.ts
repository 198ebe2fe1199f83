import { expect, test } from '@jest/globals'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { refusalOf } from '../../support/malformed/refusal.ts'
import { workersRule } from '../../support/rules/workersRule.ts'

const data = workersRule('workers')
const { filter } = data
const source = { file: 'rules/workers.yml', name: 'workers' }
const refusal = (given: unknown) => refusalOf(InvalidRule, () => parseRule(given, source))

test('a rule with only what is required has the defaults', () => {
  expect(parseRule(data, source)).toMatchObject({
    name: 'workers',
    table: 'workers',
    age: { paths: [['StartExecutionTime']], format: 'rfc3339', period: { kind: 'fixed', ms: 172_800_000 } },
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

test('each of several mistakes is named', () => {
  const message = refusal({ ...data, readers: 0, deleters: 0, foo: 1 })
  for (const field of ['readers', 'deleters', 'foo']) expect(message).toContain(`rules/workers.yml: ${field}: `)
})

test('a rule that does not fit the environment is refused by its bytes, not its characters', () => {
  const padded = (text: string) => ({ ...data, filter: { ...filter, values: { ...filter.values, ':string': text } } })
  const room = 32768 - Buffer.byteLength(JSON.stringify(padded('')))
  expect(parseRule(padded('x'.repeat(room)), source).table).toBe('workers')
  expect(refusal(padded('x'.repeat(room + 1)))).toContain('the rule: expected at most 32768 bytes as JSON, found 32769')
  expect(refusal(padded('é'.repeat(room)))).toContain('expected at most 32768 bytes')
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

test('a rule has one shard unless it says more, and reserves an instance for each that runs at once', () => {
  expect(parseRule(data, source)).toMatchObject({ shards: 1, shardsAtOnce: undefined })
  expect(parseRule({ ...data, shards: 64, shardsAtOnce: 16 }, source)).toMatchObject({ shards: 64, shardsAtOnce: 16 })
  expect(refusal({ ...data, shards: 101 })).toContain('shards: expected a whole number from 1 to 100, found 101')
  expect(refusal({ ...data, shardsAtOnce: 41 })).toContain('shardsAtOnce: expected a whole number from 1 to 40')
  const reserving = { ...data, shards: 16, reservedConcurrency: 8 }
  expect(refusal(reserving)).toContain('reservedConcurrency: expected at least 16, one instance for each shard')
  expect(parseRule({ ...reserving, shardsAtOnce: 8 }, source).shards).toBe(16)
  expect(parseRule({ ...data, reservedConcurrency: 1 }, source).shards).toBe(1)
})
