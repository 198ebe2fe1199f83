import { MAX_OLDER_THAN_MS } from './limits.ts'

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** What `olderThan` must be, for messages. */
export const OLDER_THAN_EXPECTED = 'a whole number from 1 and one of m, h, d, such as "48h", up to 100 years'

/** Milliseconds of a text such as `48h`: a whole number from 1 and one of m, h, d; undefined for anything else. */
export function parseOlderThan(text: string): number | undefined {
  const match = /^([1-9]\d{0,9})([mhd])$/.exec(text)
  if (!match) return undefined
  const ms = Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS]
  return ms <= MAX_OLDER_THAN_MS ? ms : undefined
}

/** The same age for a message, in hours where they fit: `formatOlderThan(172_800_000)` is `48h`. */
export function formatOlderThan(ms: number): string {
  return ms % UNIT_MS.h === 0 ? `${ms / UNIT_MS.h}h` : `${ms / UNIT_MS.m}m`
}
