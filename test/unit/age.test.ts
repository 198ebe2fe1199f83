import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readAge } from '../../functions/scavenge/age.ts'
import type { AgeFormat } from '../../functions/scavenge/rule.ts'

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

  test.each([
    ['', 'empty'],
    ['2024-01-02', 'no time'],
    ['2024-01-02T03:04:05', 'no zone'],
    ['2024-01-02T03:04:05.000', 'no zone after a fraction'],
    ['2024-01-02 03:04:05Z', 'a space'],
    [' 2024-01-02T03:04:05Z', 'a leading space'],
    ['2024-01-02T03:04:05Z\n', 'a line end'],
    ['2024-01-02T03:04Z', 'no seconds'],
    ['2024-01-02T03:04:05.Z', 'an empty fraction'],
    ['2024-01-02T03:04:05,5Z', 'a comma'],
    ['2024-01-02T03:04:05+0530', 'a zone without its colon'],
    ['2024-01-02T03:04:05+05', 'a zone without minutes'],
    ['2024-01-02T03:04:05+24:00', 'a zone of 24 hours'],
    ['2024-01-02T03:04:05+05:60', 'a zone of 60 minutes'],
    ['2024-01-02T03:04:05 +05:00', 'a space before the zone'],
    ['2024-01-02T03:04:05UTC', "a zone's name"],
    ['2024-02-30T00:00:00Z', 'the 30th of February'],
    ['2023-02-29T00:00:00Z', 'the 29th of February in a common year'],
    ['2100-02-29T00:00:00Z', 'the 29th of February in a common century'],
    ['2024-04-31T00:00:00Z', 'the 31st of April'],
    ['2024-13-01T00:00:00Z', 'month 13'],
    ['2024-00-01T00:00:00Z', 'month 0'],
    ['2024-01-00T00:00:00Z', 'day 0'],
    ['2024-01-32T00:00:00Z', 'day 32'],
    ['2024-01-02T24:00:00Z', 'hour 24'],
    ['2024-01-02T03:60:00Z', 'minute 60'],
    ['2024-01-02T03:04:60Z', 'second 60 in a common minute'],
    ['2016-12-30T23:59:60Z', 'second 60 on another day'],
    ['2016-03-31T23:59:60Z', 'second 60 in March'],
    ['2016-12-31T23:59:60+01:00', 'second 60 that is not midnight in UTC'],
    ['2024-06-30T23:59:61Z', 'second 61'],
    ['24-01-02T03:04:05Z', 'a year of two digits'],
    ['+002024-01-02T03:04:05Z', 'a year with a sign'],
    ['1704164645', 'a number'],
    ['Tue, 02 Jan 2024 03:04:05 GMT', 'what Date.parse tolerates'],
    ['٢٠٢٤-01-02T03:04:05Z', 'digits of another script'],
  ])('%j is unreadable: %s', (text) => {
    expect(read(text)).toEqual(undated('unreadable'))
  })

  test.each([
    '0001-01-01T00:00:00Z',
    '0000-02-29T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '2001-09-09T01:46:39.9999Z',
    '9999-12-31T23:59:59.9999Z',
    '9999-12-31T23:59:59-00:01',
    '9999-12-31T23:59:60Z',
  ])('%s is implausible', (text) => {
    expect(read(text)).toEqual(undated('implausible'))
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

  test.each([
    '',
    ' ',
    ' 1700000000',
    '1700000000 ',
    '+1700000000',
    '01700000000',
    '0x6553f100',
    '1700000000.',
    '.5e10',
    '1_700_000_000',
    '1,7e9',
    '1e',
    'NaN',
    'Infinity',
    '2024-01-02T03:04:05Z',
    '1700000000\n',
  ])('%j is unreadable', (text) => {
    expect(readAge({ S: text }, 'epochSeconds')).toEqual(undated('unreadable'))
  })

  test.each<[AgeFormat, string, string]>([
    ['epochSeconds', '0', 'unset'],
    ['epochSeconds', '-0.0e5', 'unset'],
    ['epochSeconds', '-62135596800', 'year 1'],
    ['epochSeconds', '999999999.9999', 'just before the earliest'],
    ['epochSeconds', '253402300799.9991', 'just after the latest'],
    ['epochSeconds', '1700000000000', 'milliseconds where seconds are due'],
    ['epochMilliseconds', '1700000000', 'seconds where milliseconds are due'],
    ['epochMilliseconds', '999999999999.9', 'just before the earliest'],
    ['epochSeconds', '1e400', 'beyond a double'],
    ['epochSeconds', '1e-400', 'next to nothing'],
    ['epochSeconds', `1e${'9'.repeat(400)}`, 'an absurd exponent'],
    ['epochSeconds', `1e-${'9'.repeat(400)}`, 'an absurd negative exponent'],
    ['epochSeconds', '9'.repeat(400), 'an absurd length'],
  ])('%s: %.30s is implausible: %s', (format, text) => {
    expect(readAge({ N: text }, format)).toEqual(undated('implausible'))
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
  test.each(FORMATS)('%s: an absent attribute is missing', (format) => {
    expect(readAge(undefined, format)).toEqual(undated('missing'))
  })

  test.each<AttributeValue>([
    { NULL: true },
    { BOOL: true },
    { L: [{ S: '2024-01-02T03:04:05Z' }] },
    { M: {} },
    { SS: ['2024-01-02T03:04:05Z'] },
    { NS: ['1700000000'] },
    { B: new Uint8Array([1]) },
  ])('%j is of the wrong type', (value) => {
    for (const format of FORMATS) expect(readAge(value, format)).toEqual(undated('type'))
  })

  test('a number is of the wrong type for RFC 3339', () => {
    expect(readAge({ N: '1700000000' }, 'rfc3339')).toEqual(undated('type'))
  })

  test('no text makes it throw, and what is dated is plausible', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
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
