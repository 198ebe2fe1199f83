import { afterEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { TimeZone, TimeZones } from '../../../../functions/scavenge/age/formats/timeZone.ts'
import { wallOf } from '../../../support/ages/wall.ts'
import { ZONES } from '../../../support/ages/writtenAges.ts'

const zone = (name: string) => {
  const known = TimeZone.named(name)
  if (!known) throw new Error(`${name}: expected a zone that Intl knows`)
  return known
}

test.each(ZONES)('%s: the offset is the distance of its clocks from UTC, at every moment', (name) => {
  const asked = zone(name)
  const ms = fc.integer({ min: Date.UTC(2001, 0), max: Date.UTC(2126, 0) })
  fc.assert(
    fc.property(ms, (at) => {
      const shown = wallOf(name, BigInt(at) * 1_000_000n) / 1_000_000n
      expect(asked.offsetMs(at)).toBe(Number(shown) - at)
    }),
    { numRuns: 500 },
  )
})

describe('the day on which St. John’s turned its clocks at one minute past midnight', () => {
  const change = Date.UTC(2006, 3, 2, 3, 31)
  test('changes the offset at that minute', () => {
    expect(zone('America/St_Johns').offsetMs(change - 1)).toBe(-3.5 * 3_600_000)
    expect(zone('America/St_Johns').offsetMs(change)).toBe(-2.5 * 3_600_000)
  })
})

test.each(['UTC', 'GMT', 'Etc/GMT+5', 'America/Argentina/Buenos_Aires', 'Europe/Kyiv', 'Asia/Kolkata'])(
  '%s is a zone',
  (name) => {
    expect(TimeZone.named(name)).toBeDefined()
  },
)

test.each(['', 'Z', 'PST', 'BST', 'EST', 'CET', '+01:00', 'UTC+1', 'Europe', 'Europe/Atlantis', 'Europe/Berlin '])(
  '%j is none: Intl knows abbreviations that name two zones',
  (name) => {
    expect(TimeZone.named(name)).toBeUndefined()
  },
)

test('more zones and days than are kept are answered all the same', () => {
  const zones = new TimeZones()
  for (let index = 0; index < 100; index++) {
    const hours = index % 13
    zones.named(`Mars/Crater${index}`)
    expect(zones.named(`Etc/GMT+${hours}`)?.offsetMs(0)).toBe(hours * -3_600_000 + 0)
  }
  const berlin = zone('Europe/Berlin')
  for (let day = 0; day < 5_000; day++) berlin.offsetMs(day * 86_400_000)
  expect(berlin.offsetMs(Date.UTC(2024, 6))).toBe(7_200_000)
})

describe('where Intl writes an offset in another way', () => {
  const own = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format') ?? {}
  const shows = (text: string) =>
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { ...own, get: () => () => text })
  afterEach(() => {
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', own)
  })

  test.each(['1/1/2024, UTC+1', '1/1/2024, GMT+1', '1/1/2024, MEZ', ''])('as in %j, there is no such zone', (text) => {
    shows(text)
    expect(TimeZone.named('Europe/Berlin')).toBeUndefined()
  })

  test('no local time has a moment, and no day an end', () => {
    const known = zone('Europe/Berlin')
    shows('1/1/2024, UTC+1')
    expect(known.momentMs(Date.UTC(2024, 0, 2))).toBeUndefined()
    expect(known.dayEndMs(Date.UTC(2024, 0, 2))).toBeUndefined()
  })
})
