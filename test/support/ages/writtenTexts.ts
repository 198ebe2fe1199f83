import fc from 'fast-check'
import { wallOf } from './wall.ts'

/** Dates and times as texts. */

/** A moment, in nanoseconds, and a text that stands for it. */
export interface WrittenAge {
  readonly text: string
  /** The moment meant, cut to the second or finer part that the text shows; of a day or a minute the moment itself. */
  readonly at: bigint
}

/** Moments from 2002 to 2120, many of them where zones change their offsets. */
export const moment = fc
  .tuple(fc.bigInt({ min: 1_009_843_200n, max: 4_733_510_400n }), fc.nat(999_999_999), fc.nat(9))
  .map(([second, nano, kind]) => {
    const near = [1_711_846_800n, 1_730_012_400n, 1_710_054_000n, 1_730_606_400n, 1_325_239_200n, 1_714_082_400n]
    const start = near[kind]
    return (start === undefined ? second : start + (second % 100_000n) - 50_000n) * 1_000_000_000n + BigInt(nano)
  })

const offset = fc.constantFrom(0, 60, 120, -300, 330, 345, -210, 840, -720)

export const rfc3339Age: fc.Arbitrary<WrittenAge> = fc
  .tuple(moment, offset, fc.nat(9))
  .map(([at, minutes, precision]) => {
    const wall = wallText(at + BigInt(minutes) * 60_000_000_000n)
    const text = `${wall.date}T${wall.time}${wall.fraction(precision)}${offsetText(minutes, ':')}`
    return { text: text.replace('+00:00', 'Z'), at: cut(at, precision) }
  })

/** Each form of ISO 8601 that a rule can name; what says no offset is local time in the zone. */
export function isoAge(zone: string): fc.Arbitrary<WrittenAge> {
  const shape = fc.record({
    offset: fc.option(offset, { nil: undefined }),
    colon: fc.constantFrom(':', '', 'short'),
    compact: fc.boolean(),
    separator: fc.constantFrom('T', ' ', 't'),
    keep: fc.constantFrom('day', 'minute', 'second', 'second', 'second'),
    precision: fc.nat(9),
    named: fc.boolean(),
  })
  return fc.tuple(moment, shape).map(([at, { offset: minutes, colon, compact, separator, keep, precision, named }]) => {
    const isBareDate = keep === 'day' && compact
    const inZone = minutes === undefined || named || isBareDate
    const local = inZone ? wallOf(zone, at) : at + BigInt(minutes) * 60_000_000_000n
    const ahead = named ? Number((local - at) / 60_000_000_000n) : minutes
    const wall = wallText(local)
    const bare = (text: string) => (compact ? text.replace(/[-:]/g, '') : text)
    if (keep === 'day') {
      return { text: bare(wall.date) + (inZone ? '' : offsetText(minutes, ':')), at }
    }
    const isWhole = colon === 'short' && (ahead ?? 0) % 60 === 0
    const suffix =
      minutes === undefined ? '' : offsetText(ahead ?? 0, isWhole ? 'short' : colon === 'short' ? ':' : colon)
    const tail = suffix + (named && minutes !== undefined ? `[${zone}]` : '')
    const between = compact && separator === ' ' ? (keep === 'second' ? '' : 'T') : separator
    const date = bare(wall.date) + between
    if (keep === 'minute') return { text: date + bare(wall.time.slice(0, 5)) + tail, at }
    return { text: date + bare(wall.time) + wall.fraction(precision) + tail, at: cut(at, precision) }
  })
}

function wallText(local: bigint) {
  const iso = new Date(Number(local / 1_000_000n)).toISOString()
  const nanos = String(local % 1_000_000_000n).padStart(9, '0')
  return {
    date: iso.slice(0, 10),
    time: iso.slice(11, 19),
    fraction: (precision: number) => (precision === 0 ? '' : `.${nanos.slice(0, precision)}`),
  }
}

function offsetText(minutes: number, colon: string): string {
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0')
  const sign = minutes < 0 ? '-' : '+'
  return colon === 'short' ? sign + hours : `${sign}${hours}${colon}${rest}`
}

/** A moment cut to as many digits after the second's point. */
export function cut(at: bigint, precision: number): bigint {
  const step = 10n ** BigInt(9 - precision)
  return (at / step) * step
}
