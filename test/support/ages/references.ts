import type { AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'
import { isoReference, rfc3339Reference } from './isoReference.ts'

/**
 * What a text of a format says, found in another way than the engine's: whole numbers of nanoseconds, no floats, no
 * expression shared. A day or a minute is its end. Undefined for what is no such text.
 */
export function reference(format: AgeFormat, text: string, zone?: string): bigint | undefined {
  switch (format) {
    case 'rfc3339':
      return rfc3339Reference(text)
    case 'iso8601':
      return isoReference(text, zone)
    case 'epochSeconds':
      return scaled(text, 9)
    case 'epochMilliseconds':
      return scaled(text, 6)
    case 'epochMicroseconds':
      return scaled(text, 3)
    case 'epochNanoseconds':
      return scaled(text, 0)
    case 'epochDays': {
      const days = rational(text)
      if (days === undefined || days.numerator % days.denominator !== 0n) return undefined
      return (days.numerator / days.denominator + 1n) * 86_400_000_000_000n
    }
    case 'epoch':
      return byMagnitude(text)
    case 'ulid':
      return ulid(text)
    case 'ksuid':
      return ksuid(text)
    case 'uuidv7': {
      const bytes = uuid(text, 7)
      return bytes && BigInt(bytes.readUIntBE(0, 6)) * 1_000_000n
    }
    case 'uuidv1': {
      const bytes = uuid(text, 1)
      if (!bytes) return undefined
      const ticks =
        BigInt(bytes.readUInt32BE(0)) +
        (BigInt(bytes.readUInt16BE(4)) << 32n) +
        (BigInt(bytes.readUInt16BE(6) % 4096) << 48n)
      return ticks * 100n + BigInt(Date.UTC(1582, 9, 15)) * 1_000_000n
    }
    case 'objectId': {
      const bytes = hex(text)
      return bytes?.length === 12 ? BigInt(bytes.readUInt32BE(0)) * 1_000_000_000n : undefined
    }
    default:
      return format satisfies never
  }
}

/** Beyond this power of ten a number is as implausible as at it. */
const MAX_POWER = 60

/** A number of JSON's as a fraction. */
function rational(text: string): { numerator: bigint; denominator: bigint } | undefined {
  if (text.trim() !== text) return undefined
  try {
    if (typeof JSON.parse(text) !== 'number') return undefined
  } catch {
    return undefined // no JSON: that is the answer
  }
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const power = Math.min(MAX_POWER, Math.max(-MAX_POWER, Number(exponent))) - fraction.length
  const digits = BigInt(`${whole.replace('-', '')}${fraction}`) * (text.startsWith('-') ? -1n : 1n)
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) }
}

function scaled(text: string, power: number): bigint | undefined {
  const number = rational(text)
  return number && ceiling(number.numerator * 10n ** BigInt(power), number.denominator)
}

function byMagnitude(text: string): bigint | undefined {
  const number = rational(text)
  if (!number) return undefined
  const whole = number.numerator / number.denominator
  if (whole < 10n ** 9n) return 0n
  const power = [12, 15, 18, 21].findIndex((limit) => whole < 10n ** BigInt(limit))
  return scaled(text, power < 0 ? 9 : 9 - 3 * power)
}

/** A fraction of a nanosecond rounds up. */
function ceiling(numerator: bigint, denominator: bigint): bigint {
  const floor = numerator / denominator - (numerator < 0n && numerator % denominator !== 0n ? 1n : 0n)
  return floor * denominator === numerator ? floor : floor + 1n
}

function ulid(text: string): bigint | undefined {
  const value = inBase('0123456789abcdefghjkmnpqrstvwxyz', text.toLowerCase())
  if (text.length !== 26 || value === undefined || value >= 2n ** 128n) return undefined
  return (value >> 80n) * 1_000_000n
}

function ksuid(text: string): bigint | undefined {
  const value = inBase('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', text)
  if (text.length !== 27 || value === undefined || value >= 2n ** 160n) return undefined
  return ((value >> 128n) + 1_400_000_000n) * 1_000_000_000n
}

function inBase(alphabet: string, text: string): bigint | undefined {
  let value = 0n
  for (const character of text) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return undefined
    value = value * BigInt(alphabet.length) + BigInt(digit)
  }
  return value
}

function uuid(text: string, version: number): Buffer | undefined {
  const parts = text.split('-')
  if (parts.map(({ length }) => length).join() !== '8,4,4,4,12') return undefined
  const bytes = hex(parts.join(''))
  if (bytes === undefined) return undefined
  return bytes.readUInt8(6) >> 4 === version && bytes.readUInt8(8) >> 6 === 2 ? bytes : undefined
}

/** Buffer itself stops at the first character that is no hex digit, and looks at half of each. */
function hex(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'hex')
  return bytes.toString('hex') === text.toLowerCase() ? bytes : undefined
}
