import { type Instant, SECOND_MS } from './instant.ts'

/** Source: BSON's ObjectId (mongodb.com/docs, specifications/objectid): 12 bytes, the first four are seconds since 1970. */
const OBJECT_ID = /^[0-9a-f]{24}$/i
const TIME_CHARACTERS = 8

/** Reads the time of an ObjectId of 24 hex digits, in either case. Undefined for anything else. */
export function parseObjectId(text: string): Instant | undefined {
  if (!OBJECT_ID.test(text)) return undefined
  return { ms: Number.parseInt(text.slice(0, TIME_CHARACTERS), 16) * SECOND_MS, rest: false }
}
