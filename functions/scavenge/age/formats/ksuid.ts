import { type Instant, SECOND_MS } from './instant.ts'

/**
 * Source: github.com/segmentio/ksuid: 27 characters of base62 (digits, capitals, small letters) are 20 bytes, of which
 * the first four are seconds since 2014-05-13T16:53:20Z.
 */
const KSUID = /^[0-9A-Za-z]{27}$/
const LAST = 'aWgEPTl1tmebfsQzFP4bxwgy80V'
const EPOCH_SECONDS = 1_400_000_000
const PAYLOAD_BITS = 128n

/** Characters whose value JavaScript holds exactly: 62^8 is below 2^53. */
const CHUNK = 8
const CHUNK_BASE = 62n ** BigInt(CHUNK)

/** Reads a KSUID's time. Undefined for anything else, and for what 20 bytes don't hold. */
export function parseKsuid(text: string): Instant | undefined {
  // The alphabet's order is that of the characters' codes, so texts compare as their numbers do.
  if (!KSUID.test(text) || text > LAST) return undefined
  let value = BigInt(base62(text.slice(0, 3)))
  for (let at = 3; at < text.length; at += CHUNK)
    value = value * CHUNK_BASE + BigInt(base62(text.slice(at, at + CHUNK)))
  return { ms: (Number(value >> PAYLOAD_BITS) + EPOCH_SECONDS) * SECOND_MS, rest: false }
}

function base62(characters: string): number {
  let value = 0
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at)
    value = value * 62 + code - (code <= 57 ? 48 : code <= 90 ? 55 : 61) // 0 to 9, A to Z, a to z
  }
  return value
}

/** The first KSUID of a second since 1970: texts compare as their times do. */
export function ksuidAt(seconds: number): string {
  let rest = BigInt(Math.max(0, seconds - EPOCH_SECONDS)) << PAYLOAD_BITS
  let text = ''
  for (; text.length < LAST.length; rest /= 62n) {
    const digit = Number(rest % 62n)
    text = String.fromCharCode(digit + (digit < 10 ? 48 : digit < 36 ? 55 : 61)) + text
  }
  return text
}
