import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'
import { ageReader, MAX_AHEAD_MS } from '../../../functions/scavenge/age/readAge.ts'
import { anyText } from '../../support/malformed/anyText.ts'

const FORMATS: readonly AgeFormat[] = ['rfc3339', 'epochSeconds', 'epochMilliseconds']
/** Late, so that every year that RFC 3339 can write is plausible. */
const START_MS = 253_402_300_799_999 - MAX_AHEAD_MS

function readAge(value: AttributeValue, format: AgeFormat) {
  return ageReader({ paths: [['at']], format }, START_MS)({ at: value })
}

const dated = (ms: number) => ({ kind: 'dated', ms })
const undated = (reason: string) => ({ kind: 'undated', reason })

describe('epoch', () => {
  test.each<[AgeFormat, string, number]>([
    ['epochSeconds', '1700000000', 1_700_000_000_000],
    ['epochSeconds', '1700000000.1234', 1_700_000_000_124],
    ['epochSeconds', '1700000000.123', 1_700_000_000_123],
    ['epochSeconds', '1700000000.1230000000000000000000000000000000001', 1_700_000_000_124],
    ['epochSeconds', '1.7e9', 1_700_000_000_000],
    ['epochSeconds', '1.7E+9', 1_700_000_000_000],
    ['epochSeconds', '17000000000000e-4', 1_700_000_000_000],
    ['epochSeconds', '0.0017e12', 1_700_000_000_000],
    ['epochSeconds', '0.00000017e16', 1_700_000_000_000],
    ['epochSeconds', '1000000000', 1_000_000_000_000],
    ['epochSeconds', '253402300799.999', 253_402_300_799_999],
    ['epochMilliseconds', '1700000000123', 1_700_000_000_123],
    ['epochMilliseconds', '1700000000123.000', 1_700_000_000_123],
    ['epochMilliseconds', '1700000000123.0000000001', 1_700_000_000_124],
    ['epochMilliseconds', '32503680000000', 32_503_680_000_000],
  ])('%s reads %s, as a number and as a string of one', (format, text, ms) => {
    expect(readAge({ N: text }, format)).toEqual(dated(ms))
    expect(readAge({ S: text }, format)).toEqual(dated(ms))
  })

  test('decimal seconds round up exactly, whatever the digits', () => {
    const fraction = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.bigInt({ min: 1_000_000_000n, max: 253_402_300_798n }), fraction, (seconds, digits) => {
        const scale = 10n ** BigInt(digits.length)
        const scaled = (seconds * scale + BigInt(digits)) * 1000n
        const ms = (scaled + scale - 1n) / scale
        expect(readAge({ N: `${seconds}.${digits}` }, 'epochSeconds')).toEqual(dated(Number(ms)))
      }),
    )
  })
})

describe('every format', () => {
  test('no text makes it throw, and what is dated is plausible', () => {
    const text = fc.oneof(
      fc.string(),
      anyText,
      fc.string({ unit: fc.constantFrom(...'0123456789+-:.eETZ '), maxLength: 40 }),
      fc.double().map(String),
    )
    fc.assert(
      fc.property(text, fc.constantFrom(...FORMATS), (value, format) => {
        const age = readAge({ S: value }, format)
        if (age.kind === 'dated') {
          expect(Number.isSafeInteger(age.ms)).toBe(true)
          expect(new Date(age.ms).getTime()).toBe(age.ms)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('what lies ahead', () => {
  const startMs = Date.UTC(2026, 0, 1)
  const read = (ms: number) =>
    ageReader({ paths: [['at']], format: 'epochMilliseconds' }, startMs)({ at: { N: String(ms) } })

  test('is plausible for 100 years of 365.25 days after the start of the execution, and no moment longer', () => {
    const last = startMs + 36_525 * 86_400_000
    expect(read(last)).toEqual(dated(last))
    expect(read(last + 1)).toEqual(undated('implausible'))
  })
})

describe('where an age stands', () => {
  const at = { S: '2024-01-02T03:04:05Z' }
  const ms = Date.UTC(2024, 0, 2, 3, 4, 5)
  type Source = Partial<Parameters<typeof ageReader>[0]>
  const read = (source: Source, item: Record<string, AttributeValue>) =>
    ageReader({ paths: [['at']], format: 'rfc3339', ...source }, Date.UTC(2026, 0, 1))(item)

  test('a path leads through maps alone', () => {
    const paths = [['meta', 'times', 'at']] as const
    expect(read({ paths }, { meta: { M: { times: { M: { at } } } } })).toEqual(dated(ms))
    expect(read({ paths }, { meta: { M: { times: at } } })).toEqual(undated('type'))
    expect(read({ paths }, { meta: { L: [at] } })).toEqual(undated('type'))
    expect(read({ paths }, { meta: { M: {} } })).toEqual(undated('missing'))
    expect(read({ paths }, { 'meta.times.at': at })).toEqual(undated('missing'))
    expect(read({ paths: [['meta', 'constructor']] }, { meta: { M: {} } })).toEqual(undated('missing'))
  })

  test('of several attributes the first that is there counts, whatever it holds', () => {
    const paths = [['completedAt'], ['createdAt']] as const
    expect(read({ paths }, { createdAt: at })).toEqual(dated(ms))
    expect(read({ paths }, { completedAt: { S: '2025-01-01T00:00:00Z' }, createdAt: at })).toEqual(
      dated(Date.UTC(2025, 0, 1)),
    )
    expect(read({ paths }, { completedAt: { NULL: true }, createdAt: at })).toEqual(undated('type'))
    expect(read({ paths }, { completedAt: { S: '' }, createdAt: at })).toEqual(undated('unreadable'))
    expect(read({ paths }, {})).toEqual(undated('missing'))
  })

  test.each<AttributeValue>([{ S: '{"completedAt":"2025-12-31T00:00:00Z"}' }, { NULL: true }, { L: [] }, { N: '1' }])(
    'a path that %j blocks makes no room for the next attribute',
    (meta) => {
      const paths = [['meta', 'completedAt'], ['createdAt']] as const
      expect(read({ paths }, { meta, createdAt: at })).toEqual(undated('type'))
      expect(read({ paths }, { meta: { M: {} }, createdAt: at })).toEqual(dated(ms))
      expect(read({ paths }, { createdAt: at })).toEqual(dated(ms))
    },
  )

  test('a part of a text is read by the format, and a text without the marks is unreadable', () => {
    const source = { format: 'epochSeconds', between: ['LOG#', '#'] } as const
    expect(read(source, { at: { S: 'LOG#1700000000#7' } })).toEqual(dated(1_700_000_000_000))
    expect(read(source, { at: { S: 'JOB#1700000000#7' } })).toEqual(undated('unreadable'))
    expect(read(source, { at: { N: '1700000000' } })).toEqual(undated('type'))
  })

  test.each<[AgeFormat, AttributeValue, boolean]>([
    ['iso8601', { N: '20240102' }, true],
    ['iso8601', { N: '20240102030405' }, true],
    ['iso8601', { N: '1700000000' }, false],
    ['epochDays', { N: '19724' }, true],
    ['epoch', { S: '1700000000' }, true],
  ])('%s reads %j: %s', (format, value, isRead) => {
    expect(read({ format, zone: 'UTC' }, { at: value }).kind).toBe(isRead ? 'dated' : 'undated')
  })

  test.each<AgeFormat>(['rfc3339', 'ulid', 'ksuid', 'uuidv7', 'uuidv1', 'objectId'])('%s reads no number', (format) => {
    expect(read({ format }, { at: { N: '1700000000' } })).toEqual(undated('type'))
  })
})
