import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AgeFormat } from '../../../../functions/scavenge/age/formats/ageFormat.ts'
import { ageReader, MAX_AHEAD_MS } from '../../../../functions/scavenge/age/readAge.ts'

/** Late, so that every year that RFC 3339 can write is plausible. */
const START_MS = 253_402_300_799_999 - MAX_AHEAD_MS

function readAge(value: AttributeValue, format: AgeFormat) {
  return ageReader({ paths: [['at']], format }, START_MS)({ at: value })
}

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
