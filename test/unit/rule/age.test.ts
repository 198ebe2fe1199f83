import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readAge } from '../../../functions/scavenge/rule/age.ts'
import type { AgeFormat } from '../../../functions/scavenge/rule/rule.ts'
import { anyText } from '../../support/malformed/anyText.ts'

const FORMATS: readonly AgeFormat[] = ['rfc3339', 'epochSeconds', 'epochMilliseconds']
const dated = (ms: number) => ({ kind: 'dated', ms })
const undated = (reason: string) => ({ kind: 'undated', reason })

describe('RFC 3339', () => {
  const read = (text: string) => readAge({ S: text }, 'rfc3339')

  test.each([
    ['2024-01-02T03:04:05Z', Date.UTC(2024, 0, 2, 3, 4, 5)],
    ['2024-01-02t03:04:05z', Date.UTC(2024, 0, 2, 3, 4, 5)],
    ['2024-01-02T03:04:05+05:30', Date.UTC(2024, 0, 1, 21, 34, 5)],
    ['2024-01-02T03:04:05-23:59', Date.UTC(2024, 0, 3, 3, 3, 5)],
    ['2024-01-02T03:04:05-00:00', Date.UTC(2024, 0, 2, 3, 4, 5)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2400-02-29T00:00:00Z', Date.UTC(2400, 1, 29)],
    ['2500-01-01T00:00:00Z', Date.UTC(2500, 0, 1)],
    ['2001-09-09T01:46:40Z', 1_000_000_000_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%s is read', (text, ms) => {
    expect(read(text)).toEqual(dated(ms))
  })

  test.each([
    ['.1', 100],
    ['.123', 123],
    ['.1230000000', 123],
    ['.1230000001', 124],
    ['.000000001', 1],
    ['.9999', 1000],
    [`.${'0'.repeat(5000)}1`, 1],
  ])('the fraction %.20s rounds up to %d ms, so an item never looks older than it is', (fraction, ms) => {
    expect(read(`2024-01-02T03:04:05${fraction}Z`)).toEqual(dated(Date.UTC(2024, 0, 2, 3, 4, 5) + ms))
  })

  test.each([
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2015-06-30T23:59:60.75Z', Date.UTC(2015, 6, 1)],
    ['2016-12-31T15:59:60-08:00', Date.UTC(2017, 0, 1)],
    ['2017-01-01T00:59:60+01:00', Date.UTC(2017, 0, 1)],
  ])("the leap second %s counts as the next second's start", (text, ms) => {
    expect(read(text)).toEqual(dated(ms))
  })

  const moment = fc.record({
    year: fc.integer({ min: 2002, max: 9998 }),
    month: fc.integer({ min: 0, max: 11 }),
    day: fc.integer({ min: 1, max: 31 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    second: fc.integer({ min: 0, max: 59 }),
    ms: fc.integer({ min: 0, max: 999 }),
    zoneSign: fc.constantFrom(1, -1),
    zoneHour: fc.integer({ min: 0, max: 23 }),
    zoneMinute: fc.integer({ min: 0, max: 59 }),
  })
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0')

  test('every date-time of the calendar is read as Date.UTC counts it, and no other', () => {
    fc.assert(
      fc.property(moment, ({ year, month, day, hour, minute, second, ms, zoneSign, zoneHour, zoneMinute }) => {
        const zone = `${zoneSign < 0 ? '-' : '+'}${pad(zoneHour)}:${pad(zoneMinute)}`
        const date = `${pad(year, 4)}-${pad(month + 1)}-${pad(day)}`
        const local = Date.UTC(year, month, day, hour, minute, second, ms)
        const exists = new Date(Date.UTC(year, month, day)).getUTCDate() === day
        expect(read(`${date}T${pad(hour)}:${pad(minute)}:${pad(second)}.${pad(ms, 3)}${zone}`)).toEqual(
          exists ? dated(local - zoneSign * (zoneHour * 60 + zoneMinute) * 60_000) : undated('unreadable'),
        )
      }),
      { numRuns: 2000 },
    )
  })

  test('what is read is what Date.parse reads too, rounded up', () => {
    const nearly = fc
      .tuple(fc.string({ unit: fc.constantFrom(...'0123456789-:TZ.+ '), minLength: 1, maxLength: 3 }), fc.nat(30))
      .map(
        ([noise, at]) =>
          '2024-01-02T03:04:05.678+01:00'.slice(0, at) +
          noise +
          '2024-01-02T03:04:05.678+01:00'.slice(at + noise.length),
      )
    fc.assert(
      fc.property(nearly, (text) => {
        const age = read(text)
        if (age.kind === 'dated' && !text.includes(':60')) expect(age.ms - Date.parse(text)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 2000 },
    )
  })
})

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
