import type { Draw } from './draw.ts'
import { wallOf } from './wall.ts'

/** Dates and times as texts. */

const MINUTE = 60_000_000_000n
const OFFSETS = [0, 60, 120, -300, 330, 345, -210, 840, -720] as const

/** A moment, in nanoseconds, and a text that stands for it. */
export interface WrittenAge {
  readonly text: string
  /** The moment meant, cut to the second or finer part that the text shows; of a day or a minute the moment itself. */
  readonly at: bigint
}

export function rfc3339Age(draw: Draw): WrittenAge {
  const [at, minutes, precision] = [draw.moment(), draw.pick(OFFSETS), draw.whole(9)]
  const wall = wallText(at + BigInt(minutes) * MINUTE)
  const text = `${wall.date}T${wall.time}${wall.fraction(precision)}${offsetText(minutes, ':')}`
  return { text: text.replace('+00:00', 'Z'), at: cut(at, precision) }
}

/** Each form of ISO 8601 that a rule can name. What says no offset is local time in the zone. */
export function isoAge(draw: Draw, zone: string): WrittenAge {
  const at = draw.moment()
  const compact = draw.chance(0.5)
  const bare = (text: string) => (compact ? text.replace(/[-:]/g, '') : text)
  const keep = draw.pick(['day', 'minute', 'second', 'second', 'second'] as const)
  const precision = draw.whole(9)
  const named = draw.chance(0.3)
  const offset = draw.chance(0.5) && !(keep === 'day' && (compact || named)) ? draw.pick(OFFSETS) : undefined
  const local = offset === undefined || named ? wallOf(zone, at) : at + BigInt(offset) * MINUTE
  const wall = wallText(local)
  if (keep === 'day') return { text: bare(wall.date) + (offset === undefined ? '' : offsetText(offset, ':')), at }
  const date = bare(wall.date) + separator(draw, compact, keep)
  const ahead = Number((local - at) / MINUTE)
  const own = offsetText(ahead, draw.pick(ahead % 60 === 0 ? [':', '', 'short'] : [':', '']))
  const tail = offset === undefined ? '' : own + (named ? `[${zone}]` : '')
  if (keep === 'minute') return { text: date + bare(wall.time.slice(0, 5)) + tail, at }
  return { text: date + bare(wall.time) + wall.fraction(precision) + tail, at: cut(at, precision) }
}

function separator(draw: Draw, compact: boolean, keep: 'minute' | 'second'): string {
  if (!compact) return draw.pick(['T', ' ', 't'])
  return keep === 'second' ? draw.pick(['T', '', 't']) : 'T'
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

function offsetText(minutes: number, form: string): string {
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')
  const rest = String(Math.abs(minutes) % 60).padStart(2, '0')
  const sign = minutes < 0 ? '-' : '+'
  return form === 'short' ? sign + hours : `${sign}${hours}${form}${rest}`
}

/** A moment cut to as many digits after the second's point. */
export function cut(at: bigint, precision: number): bigint {
  const step = 10n ** BigInt(9 - precision)
  return (at / step) * step
}
