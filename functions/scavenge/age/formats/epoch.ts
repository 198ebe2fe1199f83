import { DAY_MS, type Instant } from './instant.ts'

/**
 * Numbers since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX.1-2017, 4.16, "Seconds Since the Epoch"), in
 * JSON's grammar of a number (RFC 8259, section 6): it covers what DynamoDB answers for an N.
 */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** A unit by its power of ten, in milliseconds. */
const POWER = { seconds: 3, milliseconds: 0, microseconds: -3, nanoseconds: -6 } as const

/** Digits before the point of the latest millisecond that a date can have. */
const MAX_DIGITS = 15

/** Stand in for numbers that are no moment of any item's: `ageReader` calls them implausible. */
const TOO_EARLY: Instant = { ms: -1, rest: false }
const TOO_LATE: Instant = { ms: Number.POSITIVE_INFINITY, rest: false }

/** The decimal digits of a number above zero and how many of them stand before the point. */
interface Decimal {
  readonly digits: string
  readonly places: number
}

/** A reader of numbers in one unit, fractions included. Undefined for what is no number. */
export function epochReader(unit: keyof typeof POWER): (text: string) => Instant | undefined {
  return reader((decimal) => scaled(decimal, POWER[unit]))
}

/**
 * Whole days since 1970. A day counts as its end in UTC, so that an item never looks older than it is. A fraction of a
 * day is undefined.
 */
export const parseEpochDays = reader((decimal) => {
  const { ms: days, rest } = scaled(decimal, 0)
  return rest ? undefined : { ms: (days + 1) * DAY_MS, rest: false }
})

/**
 * A number whose magnitude tells its unit: 10 to 12 digits before the point are seconds, 13 to 15 milliseconds, 16 to
 * 18 microseconds, 19 to 21 nanoseconds. No number is plausible in two units: the plausible ages, 2001-09-09T01:46:40Z
 * to the year 9999, begin at 10^9, 10^12, 10^15 and 10^18 and end below 10^12, 10^15, 10^18 and 10^21. Days are left
 * out: their five digits are those of counters, ports and durations too. Any other number is too early or too late.
 */
export const parseEpoch = reader((decimal) => {
  if (decimal.places < 10) return TOO_EARLY
  if (decimal.places <= 12) return scaled(decimal, POWER.seconds)
  if (decimal.places <= 15) return scaled(decimal, POWER.milliseconds)
  if (decimal.places <= 18) return scaled(decimal, POWER.microseconds)
  if (decimal.places <= 21) return scaled(decimal, POWER.nanoseconds)
  return TOO_LATE
})

/** A reader of numbers above zero; any below it is too early, and what is no number undefined. */
function reader(read: (decimal: Decimal) => Instant | undefined): (text: string) => Instant | undefined {
  return (text) => {
    const decimal = readDecimal(text)
    if (decimal === undefined) return undefined
    return decimal === 'negative' ? TOO_EARLY : read(decimal)
  }
}

/** In decimal digits, since a float would move a time such as 1700000000.1234567. */
function readDecimal(text: string): Decimal | 'negative' | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (sign === '-') return 'negative'
  const digits = (whole + fraction).replace(/^0+/, '')
  return { digits, places: digits.length - fraction.length + Number(exponent) }
}

/** A number times ten to the power of `power`, as milliseconds. */
function scaled({ digits, places }: Decimal, power: number): Instant {
  const kept = places + power
  if (digits === '') return { ms: 0, rest: false }
  if (kept > MAX_DIGITS) return TOO_LATE
  if (kept <= 0) return { ms: 0, rest: true }
  return { ms: Number(digits.slice(0, kept).padEnd(kept, '0')), rest: /[1-9]/.test(digits.slice(kept)) }
}
