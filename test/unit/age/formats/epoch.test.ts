import { describe, expect, test } from '@jest/globals'
import { epochReader, parseEpoch, parseEpochDays } from '../../../../functions/scavenge/age/formats/epoch.ts'

const iso = (instant: { ms: number; rest: boolean } | undefined) => instant && new Date(instant.ms).toISOString()

describe('units', () => {
  test.each([
    ['seconds', '1700000000', 1_700_000_000_000, false],
    ['milliseconds', '1700000000123', 1_700_000_000_123, false],
    ['microseconds', '1700000000123456', 1_700_000_000_123, true],
    ['microseconds', '1700000000123000', 1_700_000_000_123, false],
    ['microseconds', '1.700000000123e15', 1_700_000_000_123, false],
    ['nanoseconds', '1700000000123000001', 1_700_000_000_123, true],
    ['nanoseconds', '1700000000123000000', 1_700_000_000_123, false],
    ['nanoseconds', '1700000000123000000.0001', 1_700_000_000_123, true],
  ] as const)('%s: %s is %d ms, with a rest: %s', (unit, text, ms, rest) => {
    expect(epochReader(unit)(text)).toEqual({ ms, rest })
  })

  test.each([
    '',
    '+1',
    '01700000000',
    '0x65',
    '1_700',
    '1,7',
    '1.',
    '.5',
    'NaN',
    'Infinity',
    ' 1',
    '1 ',
    '1e',
    '1e1.5',
  ])('%j is no number', (text) => {
    for (const parse of [epochReader('seconds'), epochReader('nanoseconds'), parseEpoch, parseEpochDays])
      expect(parse(text)).toBeUndefined()
  })
})

describe('days', () => {
  test.each([
    ['0', '1970-01-02T00:00:00.000Z'],
    ['19724', '2024-01-03T00:00:00.000Z'],
    ['19724.0', '2024-01-03T00:00:00.000Z'],
    ['1.9724e4', '2024-01-03T00:00:00.000Z'],
  ])('%s counts as its end, %s', (text, moment) => {
    expect(iso(parseEpochDays(text))).toBe(moment)
  })

  test('a fraction of a day is not read', () => {
    expect(parseEpochDays('19724.5')).toBeUndefined()
    expect(parseEpochDays('0.1')).toBeUndefined()
  })
})

describe('the unit told by the magnitude', () => {
  test.each([
    ['1000000000', '2001-09-09T01:46:40.000Z'],
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000.5', '2023-11-14T22:13:20.500Z'],
    ['1.7e9', '2023-11-14T22:13:20.000Z'],
    ['1000000000000', '2001-09-09T01:46:40.000Z'],
    ['1700000000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000000000000', '2023-11-14T22:13:20.000Z'],
    ['17e17', '2023-11-14T22:13:20.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(iso(parseEpoch(text))).toBe(moment)
  })

  test.each(['0', '-1700000000', '19724', '999999999', '0e12', '20240102'])('%s is too early for an age', (text) => {
    expect(parseEpoch(text)?.ms).toBeLessThan(1e12)
  })

  test('what is above nanoseconds is too late', () => {
    expect(parseEpoch('1e21')?.ms).toBe(Number.POSITIVE_INFINITY)
  })

  test('no number is a plausible age in two units', () => {
    const [earliestSecond, latestSecond] = [1_000_000_000n, 253_402_300_799n]
    for (const power of [0n, 3n, 6n])
      expect(latestSecond * 10n ** power).toBeLessThan(earliestSecond * 10n ** (power + 3n))
  })
})
