import { createHash } from 'node:crypto'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { InvalidContinuationToken } from '../errors.ts'
import { MAX_TOTAL_SEGMENTS } from '../rule/limits.ts'
import { attributeOf, type Item, type KeyAttribute } from '../table/table.ts'
import { type Counts, NO_COUNTS } from './ledger.ts'
import { fitTogether, Segments, type SegmentsState } from './segments.ts'

/** Bytes of a continuation token at most, whatever the keys: a state of a state machine holds 262,144. */
export const MAX_TOKEN_BYTES = 200_000

const VERSION = 'sc1'
const CHECKSUM_BYTES = 12

/** Milliseconds from 1970 to the last date that JavaScript can write, and to the first. */
const MAX_DATE_MS = 8_640_000_000_000_000

const MISFIT = 'segments that fit together, found some that do not'
const HINT = 'expected the unchanged continuationToken of a pass; start without a token to begin anew'

/** What a token is bound to: it is refused beside anything else. */
export interface Binding {
  readonly table: string
  readonly rule: string
  readonly dryRun: boolean
}

/** What a pass learned of the table. */
interface Learned {
  /** Items a page. */
  readonly pageLimit: number
  /** Of one segment. */
  readonly deletesPerSecond: number
  /** Milliseconds that the slowest of the recent batches took. */
  readonly slowestMs: number
}

/** What the caps had left when the pass answered, in units; negative after an overdraft. */
export interface CapsLeft {
  /** By the wall clock, in milliseconds since 1970. */
  readonly atMs: number
  readonly writeUnits?: number | undefined
  readonly readUnits?: number | undefined
}

/** What one pass hands to the next. */
export interface TokenState {
  readonly binding: Binding
  readonly olderThanMs: number
  readonly cutoffMs: number
  readonly segments: SegmentsState
  readonly counts: Readonly<Counts>
  /** Milliseconds in a row without an acknowledged delete or a moved checkpoint, waits included. */
  readonly stalledMs: number
  /** Where the next pass begins to adapt. */
  readonly learned: Learned | undefined
  readonly capsLeft?: CapsLeft | undefined
}

const count = z.number().check(z.nonnegative())
const whole = z.int().check(z.nonnegative())

const Header = z.strictObject({
  table: z.string(),
  rule: z.string(),
  dryRun: z.boolean(),
  olderThanMs: whole,
  cutoffMs: z.int().check(z.gte(-MAX_DATE_MS), z.lte(MAX_DATE_MS)),
  totalSegments: z.int().check(z.gte(1), z.lte(MAX_TOTAL_SEGMENTS)),
  cursor: whole,
  /** For each open segment its number and the byte lengths of its key's values; none where nothing is settled. */
  open: z.array(z.tuple([whole, z.array(whole)])),
  counts: z.strictObject(
    Object.fromEntries(Object.keys(NO_COUNTS).map((name) => [name, count])) as Record<keyof Counts, typeof count>,
  ),
  stalledMs: count,
  learned: z.optional(
    z.strictObject({
      pageLimit: z.int().check(z.positive()),
      deletesPerSecond: z.number().check(z.positive()),
      slowestMs: count,
    }),
  ),
  capsLeft: z.optional(
    z.strictObject({ atMs: z.int(), writeUnits: z.optional(z.number()), readUnits: z.optional(z.number()) }),
  ),
})

/**
 * `sc1.` and base64url of checksum, header length, header (JSON) and the keys' bytes one after the other: a key of
 * 3,072 bytes takes 4,096 bytes of token. Decoding gives back the same state, or refuses.
 */
export function encodeToken(state: TokenState, key: readonly KeyAttribute[]): string {
  const values: Buffer[] = []
  const open = state.segments.open.map(({ segment, key: item }): [number, number[]] => {
    const bytes = item === undefined ? [] : key.map((attribute) => toBytes(item, attribute))
    values.push(...bytes)
    return [segment, bytes.map((value) => value.length)]
  })
  const { totalSegments, cursor } = state.segments
  const { segments: _, binding, ...rest } = state
  const header = Buffer.from(JSON.stringify({ ...binding, ...rest, totalSegments, cursor, open }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  const payload = Buffer.concat([length, header, ...values])
  const token = `${VERSION}.${Buffer.concat([checksum(payload), payload]).toString('base64url')}`
  if (token.length > MAX_TOKEN_BYTES) {
    throw new Error(`continuation token: at most ${MAX_TOKEN_BYTES} bytes expected, ${token.length} found`)
  }
  return token
}

/** Reads a token. Throws InvalidContinuationToken for anything that `encodeToken` did not write. */
export function decodeToken(token: string, key: readonly KeyAttribute[]): TokenState {
  return parsePayload(payloadOf(token), key)
}

/** How far a token is, for whoever knows no table: its keys stay unread. Throws InvalidContinuationToken. */
export function placeOf(token: string): { readonly counts: Readonly<Counts>; readonly segmentsDone: number } {
  const { counts, totalSegments, cursor, open: lengthsOf } = headerOf(payloadOf(token)).header
  const open = lengthsOf.map(([segment]) => ({ segment, key: undefined }))
  const segments = { totalSegments, cursor, open }
  if (!fitTogether(segments)) throw refused(MISFIT)
  return { counts, segmentsDone: new Segments(segments, 1).done }
}

function payloadOf(token: string): Buffer {
  if (token.length > MAX_TOKEN_BYTES) throw refused(`at most ${MAX_TOKEN_BYTES} bytes, found ${token.length}`)
  const [, version, text = ''] = /^(sc\d{1,4})\.(.*)$/s.exec(token) ?? []
  if (version !== VERSION) {
    throw refused(`version ${VERSION}, found ${version === undefined ? 'no version of ours' : `version ${version}`}`)
  }
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw refused('base64url after the version, found other characters')
  const payload = bytes.subarray(CHECKSUM_BYTES)
  if (payload.length < 4 || !checksum(payload).equals(bytes.subarray(0, CHECKSUM_BYTES))) {
    throw refused('a checksum that matches, found one that does not: the token was cut or edited')
  }
  return payload
}

function headerOf(payload: Buffer) {
  const end = 4 + payload.readUInt32BE(0)
  const parsed = Header.safeParse(parseJson(payload.subarray(4, end)))
  if (!parsed.success) throw refused(`a header of version ${VERSION}, found another form`)
  return { header: parsed.data, end }
}

function parsePayload(payload: Buffer, key: readonly KeyAttribute[]): TokenState {
  const { header, end } = headerOf(payload)
  const { table, rule, dryRun, totalSegments, cursor, open: lengthsOf, ...rest } = header
  let at = end
  const open = lengthsOf.map(([segment, lengths]) => {
    if (lengths.length === 0) return { segment, key: undefined }
    if (lengths.length !== key.length) throw refused('keys of this table, found keys with other attributes')
    const entries = key.map((attribute, index) => {
      const start = at
      at += lengths[index] ?? 0
      return [attribute.name, fromBytes(payload.subarray(start, at), attribute)]
    })
    return { segment, key: Object.fromEntries(entries) as Item }
  })
  if (at !== payload.length) throw refused('keys to the end, found another length')
  const segments = { totalSegments, cursor, open }
  if (!fitTogether(segments)) throw refused(MISFIT)
  return {
    ...rest,
    learned: rest.learned,
    binding: { table, rule, dryRun },
    segments,
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined // refused by the schema, which says so without the text
  }
}

function toBytes(item: Item, { name, type }: KeyAttribute): Buffer {
  const value = attributeOf(item, name)
  if (type === 'B' && value?.B !== undefined) return Buffer.from(value.B)
  const text = type === 'S' ? value?.S : value?.N
  if (text === undefined) throw new Error(`key attribute ${name}: expected a value of type ${type}, found none`)
  return Buffer.from(text)
}

function fromBytes(bytes: Buffer, { type }: KeyAttribute): AttributeValue {
  if (type === 'B') return { B: new Uint8Array(bytes) }
  return type === 'S' ? { S: bytes.toString() } : { N: bytes.toString() }
}

function checksum(payload: Buffer): Buffer {
  return createHash('sha256').update(VERSION).update(payload).digest().subarray(0, CHECKSUM_BYTES)
}

function refused(difference: string): InvalidContinuationToken {
  return new InvalidContinuationToken(`continuationToken: expected ${difference}; ${HINT}`)
}
