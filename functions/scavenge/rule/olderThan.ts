import { DAY_MS, MINUTE_MS } from '../age/formats/instant.ts'
import { MAX_OLDER_THAN_MS } from './limits.ts'

const HOUR_MS = 3_600_000

/** What `olderThan` must be, for messages. */
export const OLDER_THAN_EXPECTED = 'a whole number from 1 and one of m, h, d, such as "48h", up to 100 years'

/** What a period in months or years must be instead. */
export const FIXED_LENGTH_EXPECTED = 'days, hours or minutes such as "30d", since months and years have no fixed length'

/** Whether a text is meant as months or years. */
export function hasNoFixedLength(text: string): boolean {
  return /^\d+ ?(?:M|mo|mon|months?|y|Y|yr|years?)$/.test(text)
}

/** Milliseconds of a unit: `m`, `h` or `d`. */
export function unitMs(unit: 'm' | 'h' | 'd'): number {
  return { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }[unit]
}

/** Milliseconds of a text such as `48h`: a whole number from 1 and one of m, h, d; undefined for anything else. */
export function parseOlderThan(text: string): number | undefined {
  if (!/^[1-9]\d{0,9}[mhd]$/.test(text)) return undefined
  const unit = text.endsWith('m') ? 'm' : text.endsWith('h') ? 'h' : 'd'
  const ms = Number(text.slice(0, -1)) * unitMs(unit)
  return ms <= MAX_OLDER_THAN_MS ? ms : undefined
}

/** An age as messages write it, in hours where they are whole: `formatOlderThan(172_800_000)` is `48h`. */
export function formatOlderThan(ms: number): string {
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${ms / MINUTE_MS}m`
}
