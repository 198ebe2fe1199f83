import type { Instant } from './instant.ts'

/**
 * Source: the ULID specification (github.com/ulid/spec): 26 characters of Crockford's base32 without I, L, O and U, in
 * either case. The first ten are 48 bits of milliseconds since 1970, so the very first is at most 7.
 */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TIME_CHARACTERS = 10

/**
 * The first characters of a ULID of that millisecond since 1970, in capitals. Texts of one case compare as their times
 * do.
 */
export function ulidTime(ms: number): string {
  let text = ''
  for (let rest = Math.max(0, ms); text.length < TIME_CHARACTERS; rest = Math.floor(rest / 32))
    text = DIGITS.charAt(rest % 32) + text
  return text
}

/** Reads a ULID's time. Undefined for anything else. */
export function parseUlid(text: string): Instant | undefined {
  if (!ULID.test(text)) return undefined
  let ms = 0
  for (const character of text.slice(0, TIME_CHARACTERS).toUpperCase()) ms = ms * 32 + DIGITS.indexOf(character)
  return { ms, rest: false }
}
