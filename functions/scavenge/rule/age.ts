import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Instant, parseRfc3339 } from './rfc3339.ts'
import type { AgeFormat } from './rule.ts'

/** An item's time, or why it has none that can be used. */
export type Age =
  /** Milliseconds since 1970, rounded up: an item never looks older than it is. */
  | { readonly kind: 'dated'; readonly ms: number }
  | { readonly kind: 'undated'; readonly reason: 'missing' | 'type' | 'unreadable' | 'implausible' }

/**
 * The plausible ages: from 2001-09-09T01:46:40Z, the first moment that takes 13 digits in milliseconds, to the last
 * that RFC 3339 can write. Unset times (year 1, epoch 0), and seconds taken for milliseconds or the reverse, lie outside.
 */
export const EARLIEST_MS = 1_000_000_000_000
export const LATEST_MS = 253_402_300_799_999

/** Reads the age attribute of an item in the rule's format. Never throws: a value that can't be read exactly is undated. */
export function readAge(value: AttributeValue | undefined, format: AgeFormat): Age {
  if (value === undefined) return { kind: 'undated', reason: 'missing' }
  const text = format === 'rfc3339' ? value.S : (value.N ?? value.S)
  if (text === undefined) return { kind: 'undated', reason: 'type' }
  const instant = parse(text, format)
  if (instant === undefined) return { kind: 'undated', reason: 'unreadable' }
  const ms = instant.rest ? instant.ms + 1 : instant.ms
  if (instant.ms < EARLIEST_MS || ms > LATEST_MS) return { kind: 'undated', reason: 'implausible' }
  return { kind: 'dated', ms }
}

function parse(text: string, format: AgeFormat): Instant | undefined {
  switch (format) {
    case 'rfc3339':
      return parseRfc3339(text)
    case 'epochSeconds':
      return parseEpoch(text, 3)
    case 'epochMilliseconds':
      return parseEpoch(text, 0)
    default:
      return format satisfies never
  }
}

/** A number in JSON's grammar. */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** Digits of `LATEST_MS`. */
const MAX_DIGITS = 15

/**
 * A number times ten to the power of `shift`, computed on its decimal digits: a float would shift a time such as
 * 1700000000.1234567. A number with more than 15 digits before its point is answered as Infinity, one below 1 as 0 and
 * a negative one as -1: all of them are implausible.
 */
function parseEpoch(text: string, shift: number): Instant | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const digits = (whole + fraction).replace(/^0+/, '')
  if (sign === '-') return { ms: -1, rest: false }
  const places = digits.length - fraction.length + Number(exponent) + shift
  if (places > MAX_DIGITS) return { ms: Number.POSITIVE_INFINITY, rest: false }
  if (places <= 0) return { ms: 0, rest: true }
  return { ms: Number(digits.slice(0, places).padEnd(places, '0')), rest: /[1-9]/.test(digits.slice(places)) }
}
