import { MINUTE_MS, SECOND_MS, type Wall } from './instant.ts'

/**
 * The parts of an ISO 8601 text. Source: ISO 8601-1:2019, complete dates of four-digit years alone, and the suffix
 * `[Zone]` of RFC 9557 as Java's `ZonedDateTime.toString` writes it.
 */
export interface Iso8601Text {
  readonly wall: Wall
  /** What the text tells to the least: a whole day, a whole minute, or a second and its fraction. */
  readonly precision: 'day' | 'minute' | 'second'
  /** Digits after the second's point. */
  readonly fraction: string
  /** How far ahead of UTC the text says it is. */
  readonly offsetMs: number | undefined
  readonly zone: string | undefined
}

const OFFSET = '[Zz]|[+-]\\d\\d(?:\\d\\d|:\\d\\d(?::\\d\\d)?)?'
const ZONE = '(?:\\[(?<zone>[^\\]]+)\\])?'

const LONG = [
  /** `2024-01-02T03:04:05.678+01:00[Europe/Paris]`; after the date a space too, the point may be a comma. */
  new RegExp(
    `^(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)[Tt ](?<hour>\\d\\d):(?<minute>\\d\\d)` +
      `(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?(?<offset>${OFFSET})?${ZONE}$`,
  ),
  /** `2024-01-02`, and with Z or a long offset as AppSync's AWSDate has it: `-07` might also be an hour. */
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?<offset>[Zz]|[+-]\d\d:\d\d(?::\d\d)?)?$/,
]

const COMPACT = [
  /** `20240102`. */
  /^(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)$/,
  /** `20240102T0304`. */
  new RegExp(
    `^(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)[Tt](?<hour>\\d\\d)(?<minute>\\d\\d)(?<offset>${OFFSET})?${ZONE}$`,
  ),
  /** `20240102T030405`, `20240102030405`, with three digits or a point and a fraction after it. */
  new RegExp(
    `^(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)[Tt]?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)` +
      `(?:[.,]?(?<fraction>(?<=[.,])\\d+|\\d{3}))?(?<offset>${OFFSET})?${ZONE}$`,
  ),
]

/** Splits a text into its parts; whether the calendar has such a day is not looked at. Undefined for any other text. */
export function readIso8601Text(text: string): Iso8601Text | undefined {
  for (const profile of text[4] === '-' ? LONG : COMPACT) {
    const parts = profile.exec(text)?.groups
    if (parts === undefined) continue
    const { year, month, day, hour = 0, minute = 0, second = 0, fraction = '', offset, zone } = parts
    const offsetMs = offset === undefined ? undefined : readOffset(offset)
    if (Number.isNaN(offsetMs)) return undefined
    return {
      wall: {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second),
      },
      precision: parts.hour === undefined ? 'day' : parts.second === undefined ? 'minute' : 'second',
      fraction,
      offsetMs,
      zone,
    }
  }
  return undefined
}

/** Milliseconds ahead of UTC; NaN for an offset of a day or more, or of 60 minutes or seconds. */
function readOffset(offset: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = offset.match(/\d\d/g)?.map(Number) ?? []
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN
  const ms = (hours * 60 + minutes) * MINUTE_MS + seconds * SECOND_MS
  return offset.startsWith('-') ? -ms : ms
}
