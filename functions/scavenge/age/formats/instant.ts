/** A moment: whole milliseconds since 1970, rounded down, and whether a part of a millisecond follows. */
export interface Instant {
  readonly ms: number
  readonly rest: boolean
}

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000
/** 100 years of 365.25 days. */
export const HUNDRED_YEARS_MS = 36_525 * DAY_MS

/** A date and a time of day as a text shows them, before a zone is applied. The month counts from 1. */
export interface Wall {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  /** 60 in a leap second. */
  readonly second: number
}

/** Whether the calendar has this day and the day this time; second 60 is left to `isLeapSecondsEnd`. */
export function isReal({ year, month, day, hour, minute, second }: Wall): boolean {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false
  return hour <= 23 && minute <= 59 && second <= 60
}

/** The wall's minute in milliseconds, as if it stood in UTC; the seconds are left out. */
export function minuteMs({ year, month, day, hour, minute }: Wall): number {
  // Not by Date.UTC, which reads the years 0 to 99 as 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day) + (hour * 60 + minute) * MINUTE_MS
}

/** Whether a leap second may end here: at the end of June or December, UTC. */
function isLeapSecondsEnd(ms: number): boolean {
  if (ms % DAY_MS !== 0) return false
  const next = new Date(ms)
  return next.getUTCDate() === 1 && (next.getUTCMonth() === 0 || next.getUTCMonth() === 6)
}

/**
 * The moment of a second within a minute, with its fraction's digits. A leap second counts as the next second's start;
 * undefined where none may stand.
 */
export function atSecond(minuteStartMs: number, second: number, fraction: string): Instant | undefined {
  const ms = minuteStartMs + second * SECOND_MS
  if (second === 60) return isLeapSecondsEnd(ms) ? { ms, rest: false } : undefined
  return { ms: ms + Number(fraction.slice(0, 3).padEnd(3, '0')), rest: /[1-9]/.test(fraction.slice(3)) }
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
