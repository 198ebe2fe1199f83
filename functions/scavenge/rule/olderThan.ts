import { DAY_MS, MAX_OLDER_THAN_MS } from './limits.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE_MS],
  ['h', HOUR_MS],
  ['d', DAY_MS],
])

/** What `olderThan` must be, for messages. */
export const OLDER_THAN_EXPECTED = 'a whole number from 1 and one of m, h, d, such as "48h", up to 100 years'

/** Milliseconds of a text such as `48h`: a whole number from 1 and one of m, h, d; undefined for anything else. */
export function parseOlderThan(text: string): number | undefined {
  const [, amount, unit = ''] = /^([1-9]\d{0,9})([mhd])$/.exec(text) ?? []
  const unitMs = UNIT_MS.get(unit)
  if (unitMs === undefined) return undefined
  const ms = Number(amount) * unitMs
  return ms <= MAX_OLDER_THAN_MS ? ms : undefined
}

/** An age as messages write it, in hours where they are whole: `formatOlderThan(172_800_000)` is `48h`. */
export function formatOlderThan(ms: number): string {
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${ms / MINUTE_MS}m`
}
