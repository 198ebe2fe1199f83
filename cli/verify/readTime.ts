import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { AgeFormat } from '../../functions/scavenge/age/formats/ageFormat.ts'

/** Reads an attribute's time in nanoseconds since 1970, rounded up; undefined for what is no time of the format. */
type TimeReader = (value: AttributeValue) => bigint | undefined

const NS_PER_MS = 1_000_000n
const DAY_NS = 86_400_000n * NS_PER_MS
/** Powers of ten of a number beyond which no time lies; they bound the work on a number such as 1e999999. */
const MAX_POWER = 60
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The formats that the recount reads. It shares no code with the passes: were one of their readers wrong, this one would
 * not be wrong in the same way.
 */
export const READ_TIME: Partial<Readonly<Record<AgeFormat, TimeReader>>> = {
  rfc3339: ({ S }) => (S === undefined ? undefined : date(S)),
  epochSeconds: ({ N, S }) => number(N ?? S, 9),
  epochMilliseconds: ({ N, S }) => number(N ?? S, 6),
  epochMicroseconds: ({ N, S }) => number(N ?? S, 3),
  epochNanoseconds: ({ N, S }) => number(N ?? S, 0),
  epochDays: ({ N, S }) => dayEnd(N ?? S),
  epoch: ({ N, S }) => byMagnitude(N ?? S),
  ulid: ({ S = '' }) => (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i.test(S) ? crockford(S.slice(0, 10)) * NS_PER_MS : undefined),
  uuidv7: ({ S = '' }) =>
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(S)
      ? BigInt(`0x${S.replace('-', '').slice(0, 12)}`) * NS_PER_MS
      : undefined,
  objectId: ({ S = '' }) => (/^[0-9a-f]{24}$/i.test(S) ? BigInt(`0x${S.slice(0, 8)}`) * 1_000n * NS_PER_MS : undefined),
}

function date(text: string): bigint | undefined {
  const parts = /^(\d{4}-\d\d-(\d\d)T\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/i.exec(text)
  if (!parts) return undefined
  const [, wall = '', day, fraction = '', zone] = parts
  // Date.parse turns February 30 into March 1 or 2.
  if (new Date(`${wall.slice(0, 10)}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined
  const ms = Date.parse(`${wall}${zone}`.toUpperCase())
  return Number.isNaN(ms) ? undefined : BigInt(ms) * NS_PER_MS + (number(`0.${fraction || '0'}`, 9) ?? 0n)
}

/** A decimal number times ten to the power of `power`; undefined for one below zero, and for another text. */
function number(text: string | undefined, power: number): bigint | undefined {
  const parts = /^(0|[1-9]\d*)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text ?? '')
  if (!parts) return undefined
  const [, whole = '', fraction = '', exponent = '0'] = parts
  const digits = BigInt(whole + fraction)
  const moved = Math.max(-MAX_POWER - fraction.length, Math.min(MAX_POWER, Number(exponent) + power)) - fraction.length
  if (moved >= 0) return digits * 10n ** BigInt(moved)
  const divisor = 10n ** BigInt(-moved)
  return (digits + divisor - 1n) / divisor
}

/** The end of a day, counted in whole days. */
function dayEnd(text: string | undefined): bigint | undefined {
  const days = number(text, 0)
  return days === undefined || days * 10n ** 20n !== number(text, 20) ? undefined : (days + 1n) * DAY_NS
}

/** The unit by the digits before the point: 10 to 12 are seconds, and so on by three. */
function byMagnitude(text: string | undefined): bigint | undefined {
  const rounded = number(text, 0)
  if (rounded === undefined) return undefined
  const isWhole = rounded * 10n ** 20n === number(text, 20)
  const digits = String(isWhole || rounded === 0n ? rounded : rounded - 1n).length
  if (digits < 10 || digits > 21) return undefined
  return number(text, 9 - 3 * Math.floor((digits - 10) / 3))
}

function crockford(text: string): bigint {
  let value = 0n
  for (const character of text.toUpperCase()) value = value * 32n + BigInt(CROCKFORD.indexOf(character))
  return value
}
