import { atSecond, type Instant, isReal, MINUTE_MS, minuteMs } from './instant.ts'

/** Source: RFC 3339, section 5.6, `date-time`. */
const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/
/** Where the date and the time of day end, and how long an offset other than Z is. */
const TIME_END = 19
const OFFSET_LENGTH = 6

/**
 * Reads an RFC 3339 date-time with a zone, strictly: real calendar days, no spaces, none of what Date.parse merely
 * tolerates. A second 60 is read only where a leap second may stand, 23:59:60 UTC on June 30 or December 31, and
 * counts as the next second's start. Undefined for anything else.
 */
export function parseRfc3339(text: string): Instant | undefined {
  if (!RFC3339.test(text)) return undefined
  const wall = {
    year: twoDigits(text, 0) * 100 + twoDigits(text, 2),
    month: twoDigits(text, 5),
    day: twoDigits(text, 8),
    hour: twoDigits(text, 11),
    minute: twoDigits(text, 14),
    second: twoDigits(text, 17),
  }
  const isUtc = /[Zz]$/.test(text)
  const offsetAt = text.length - (isUtc ? 1 : OFFSET_LENGTH)
  const [offsetHour, offsetMinute] = isUtc ? [0, 0] : [twoDigits(text, offsetAt + 1), twoDigits(text, offsetAt + 4)]
  if (!isReal(wall) || offsetHour > 23 || offsetMinute > 59) return undefined
  const offsetMs = (offsetHour * 60 + offsetMinute) * MINUTE_MS * (text[offsetAt] === '-' ? -1 : 1)
  return atSecond(minuteMs(wall) - offsetMs, wall.second, text.slice(TIME_END + 1, offsetAt))
}

/** The number that two digits make; twice as fast as by the expression's groups, and there is one for each item. */
function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}
