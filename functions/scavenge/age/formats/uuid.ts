import type { Instant } from './instant.ts'

/**
 * Source: RFC 9562: the text of section 4 in either case, with the version (section 4.2) and the variant (4.1) that
 * the format's name says. No braces, no `urn:uuid:`.
 */
const UUID_V1 = /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** From 1582-10-15, where version 1 begins to count, to 1970: in its ticks of 100 ns. */
const TICKS_TO_1970 = 122_192_928_000_000_000n
const TICKS_PER_MS = 10_000n

/** Reads the time of a UUID of version 1 (section 5.1). Undefined for anything else. */
export function parseUuidV1(text: string): Instant | undefined {
  if (!UUID_V1.test(text)) return undefined
  const [low, mid, high = ''] = text.split('-')
  const ticks = BigInt(`0x${high.slice(1)}${mid}${low}`) - TICKS_TO_1970
  if (ticks < 0n) return { ms: -1, rest: false }
  return { ms: Number(ticks / TICKS_PER_MS), rest: ticks % TICKS_PER_MS !== 0n }
}

/** Reads the time of a UUID of version 7 (section 5.7): 48 bits of milliseconds. Undefined for anything else. */
export function parseUuidV7(text: string): Instant | undefined {
  if (!UUID_V7.test(text)) return undefined
  return { ms: Number.parseInt(text.slice(0, 8) + text.slice(9, 13), 16), rest: false }
}
