import * as z from 'zod/mini'
import { MAX_TOTAL_SEGMENTS } from '../rule/limits.ts'
import type { KeyAttribute } from '../table/item.ts'
import { keyBytes, keyFrom } from './keyBytes.ts'
import type { Counts } from './ledger.ts'
import { fitTogether, Segments, type SegmentsState } from './segments.ts'
import { parseShard, rangeOf } from './shard.ts'
import { type Envelope, opened, refused, sealed } from './tokenEnvelope.ts'
import { MAX_SHAPE_CHARACTERS, MAX_SHAPES, type ReadTokenState, type TokenState } from './tokenState.ts'

/** Milliseconds between 1970 and the first or the last date that JavaScript can write. */
const MAX_DATE_MS = 8_640_000_000_000_000

const MISFIT = 'segments that fit together, found some that do not'

const count = z.number().check(z.nonnegative())
const whole = z.int().check(z.nonnegative())

const countFields = {
  scanned: count,
  matched: count,
  young: count,
  undatedMissing: count,
  undatedType: count,
  undatedUnreadable: count,
  undatedImplausible: count,
  deleted: count,
  wouldDelete: count,
  spared: count,
  failed: count,
  abandoned: count,
  passes: count,
  lostPasses: count,
  readUnits: count,
  writeUnits: count,
} satisfies Readonly<Record<keyof Counts, typeof count>>

const fields = {
  table: z.string(),
  dryRun: z.boolean(),
  olderThanMs: whole,
  cutoffMs: z.int().check(z.gte(-MAX_DATE_MS), z.lte(MAX_DATE_MS)),
  totalSegments: z.int().check(z.gte(1), z.lte(MAX_TOTAL_SEGMENTS)),
  cursor: whole,
  /** For each open segment its number and the byte lengths of its key's values; no lengths where no item is settled. */
  open: z.array(z.tuple([whole, z.array(whole)])),
  counts: z.strictObject(countFields),
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
  shapes: z.optional(
    z
      .array(z.tuple([z.string().check(z.maxLength(MAX_SHAPE_CHARACTERS)), z.int().check(z.positive())]))
      .check(z.maxLength(MAX_SHAPES)),
  ),
  basis: z.optional(z.strictObject({ items: z.optional(whole), surge: z.optional(whole) })),
}

const Header = z.strictObject({
  ...fields,
  code: z.string(),
  shard: z.optional(z.string().check(z.refine((text) => parseShard(text) !== undefined))),
})

/** In version sc1. */
const FormerHeader = z.strictObject({ ...fields, rule: z.string() })

/**
 * The token of a state: `sc2.`, then in base64url a checksum, the header's length, the header (JSON) and the bytes of
 * all keys. A key of 3,072 bytes takes 4,096 bytes of token. `decodeToken` answers the same state. Throws where the
 * token would be too long, and for a state that `decodeToken` would refuse: the pass is then repeated, while a token
 * that nobody can read would end the execution.
 */
export function encodeToken(state: TokenState, key: readonly KeyAttribute[]): string {
  const values: Buffer[] = []
  const open = state.segments.open.map(({ segment, key: item }): [number, number[]] => {
    const bytes = item === undefined ? [] : keyBytes(item, key)
    values.push(...bytes)
    return [segment, bytes.map((value) => value.length)]
  })
  const { totalSegments, cursor } = state.segments
  const { segments: _, binding, shapes: readonlyShapes, ...rest } = state
  const shapes = readonlyShapes?.map(([shape, times]): [string, number] => [shape, times])
  const header = Buffer.from(JSON.stringify(readable({ ...binding, ...rest, shapes, totalSegments, cursor, open })))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  return sealed(Buffer.concat([length, header, ...values]))
}

function readable(header: z.input<typeof Header>): z.input<typeof Header> {
  const parsed = Header.safeParse(header)
  if (parsed.success) return header
  const fields = parsed.error.issues.map(({ path }) => path.join('.'))
  throw new Error(`continuation token: expected a state that can be read again, found another in ${fields.join(', ')}`)
}

/**
 * Reads a token of this version or of the one before. Throws InvalidContinuationToken for anything that `encodeToken` did
 * not write in either.
 */
export function decodeToken(token: string, key: readonly KeyAttribute[]): ReadTokenState {
  return readEnvelope(opened(token), key)
}

/** How far a token is. Its keys are not read, so the caller needs no table. Throws InvalidContinuationToken. */
export function placeOf(token: string): { readonly counts: Readonly<Counts>; readonly segmentsDone: number } {
  const { header } = headerOf(opened(token))
  const { counts, open: lengthsOf } = header
  const segments = segmentsOf(
    header,
    lengthsOf.map(([segment]) => ({ segment, key: undefined })),
  )
  return { counts, segmentsDone: new Segments(segments, 1).done }
}

function headerOf({ version, payload }: Envelope) {
  const end = 4 + payload.readUInt32BE(0)
  const data = parseJson(payload.subarray(4, end))
  const parsed = version === 'sc1' ? FormerHeader.safeParse(data) : Header.safeParse(data)
  if (!parsed.success) throw refused(`a header of version ${version}, found another form`)
  return { header: parsed.data, end }
}

function readEnvelope(envelope: Envelope, key: readonly KeyAttribute[]): ReadTokenState {
  const { payload } = envelope
  const { header, end } = headerOf(envelope)
  const { binding, totalSegments: _, cursor: __, open: lengthsOf, ...rest } = unbound(header)
  let at = end
  const open = lengthsOf.map(([segment, lengths]) => {
    if (lengths.length === 0) return { segment, key: undefined }
    if (lengths.length !== key.length) throw refused('keys of this table, found keys with other attributes')
    const values = lengths.map((length) => {
      const start = at
      at += length
      return payload.subarray(start, at)
    })
    return { segment, key: keyFrom(values, key) }
  })
  if (at !== payload.length) throw refused('keys to the end, found another length')
  return { ...rest, learned: rest.learned, binding, segments: segmentsOf(header, open) }
}

/** Throws InvalidContinuationToken where the segments do not fit together. */
function segmentsOf(header: ReadHeader, open: SegmentsState['open']): SegmentsState {
  const { totalSegments, cursor } = header
  const shard = 'shard' in header && header.shard !== undefined ? parseShard(header.shard) : undefined
  const segments = { totalSegments, ...(shard && { range: rangeOf(shard, totalSegments) }), cursor, open }
  if (!fitTogether(segments)) throw refused(MISFIT)
  return segments
}

type ReadHeader = z.infer<typeof Header> | z.infer<typeof FormerHeader>

function unbound(header: ReadHeader) {
  if ('code' in header) {
    const { table, code, dryRun, shard, ...rest } = header
    return { ...rest, binding: { table, code, dryRun, ...(shard !== undefined && { shard }) } }
  }
  const { table, rule: fingerprint, dryRun, ...rest } = header
  return { ...rest, binding: { table, fingerprint, dryRun } }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined // refused by the schema, which says so without the text
  }
}
