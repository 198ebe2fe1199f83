import type { TableShape } from '../table/tableShape.ts'
import { BYTES_A_READ_UNIT, type DrawnSample, readSample } from './drawnSample.ts'
import { PAGE_BYTES, segmentsFor } from './drawnSegments.ts'
import { type Counts, exactly, extrapolate, type Intervals } from './extrapolation.ts'
import { Findings, type Judge } from './findings.ts'
import type { SegmentReading } from './segmentReading.ts'
import { readWholeTable, SMALL_TABLE_ITEMS, type WholeTable } from './wholeTable.ts'

/** A sample takes at most this long, and at most this share of what its invocation has left. */
const MAX_SAMPLE_MS = 60_000
const SHARE_OF_INVOCATION = 0.25

/** Of a sample's time the whole table is tried for at most this share. */
const SHARE_OF_WHOLE = 0.5

/** A table is taken as large, and not tried whole first, where its count is so many times `SMALL_TABLE_ITEMS`. */
const CLEARLY = 10

/** Bytes of an item where nothing was read that would tell. */
const UNKNOWN_ITEM_BYTES = 1_024

/** What an estimate knows of the table and the rule before it reads. */
export interface Sampling {
  readonly judge: Judge
  readonly shape: TableShape
  /** The execution's start, from which ages count, in epoch milliseconds. */
  readonly startMs: number
  /** The table's own count and size from DescribeTable, which may be hours old; undefined or 0 where it tells none. */
  readonly tableItems: number | undefined
  readonly tableBytes: number | undefined
  /** Share of the segments to read, 0 to 1; undefined: 1 %. */
  readonly share: number | undefined
}

/** What was read of a table, and what follows for the whole of it. */
export interface SampledTable {
  /** Whether every item was read: each interval is then a point. */
  readonly isExact: boolean
  readonly intervals: Intervals
  /** What the candidates that were read are like. */
  readonly findings: Findings
  readonly segments: number
  readonly of: number
  /** Items and read units of everything that was read for it. */
  readonly itemsRead: number
  readonly readUnits: number
  readonly bytesAnItem: number
}

/** How long a sample may take in an invocation that has so many milliseconds left. */
export function sampleMs(remainingMs: number): number {
  return Math.min(MAX_SAMPLE_MS, remainingMs * SHARE_OF_INVOCATION)
}

/**
 * Reads a sample of the table, or all of it where it has fewer than 10,000 items, within `withinMs`. What is not
 * finished by then is a sample of what was read. A table that its own count calls large is sampled first, and tried
 * whole only where the sample leaves it possible that it is small; any other is tried whole first. Throws what ends a
 * pass (AccessDenied, TableNotFound, InvalidRule, …); throttled and failed requests are repeated within the time.
 */
export async function sampleTable(
  reading: SegmentReading,
  sampling: Sampling,
  withinMs: number,
): Promise<SampledTable> {
  const { judge, shape, startMs, tableItems = 0, tableBytes, share } = sampling
  const until = new AbortController()
  const callOff = [reading.clock.after(withinMs, () => until.abort('time is up'))]
  const inWhole = new Findings(judge, shape, startMs)
  const inSample = new Findings(judge, shape, startMs)
  const tryWhole = () => {
    const enough = new AbortController()
    callOff.push(reading.clock.after(withinMs * SHARE_OF_WHOLE, () => enough.abort('time is up')))
    return readWholeTable(reading, (page) => inWhole.read(page), AbortSignal.any([until.signal, enough.signal]))
  }
  try {
    let whole = tableItems >= CLEARLY * SMALL_TABLE_ITEMS ? undefined : await tryWhole()
    if (whole?.isWhole) return exact(whole, inWhole)
    const plan = { wanted: segmentsFor(tableBytes), share }
    const drawn = await readSample(reading, (page) => inSample.read(page), plan, until.signal)
    let intervals = intervalsOf(drawn, whole, sampling, [inSample, inWhole])
    if (whole === undefined && mayBeSmall(drawn, intervals)) {
      whole = await tryWhole()
      if (whole.isWhole) return exact(whole, inWhole, inSample)
      intervals = intervalsOf(drawn, whole, sampling, [inSample, inWhole])
    }
    const isExact = drawn.segments.length === drawn.of && drawn.segments.every(({ cut }) => !cut)
    return { isExact, intervals, ...sampledFrom(drawn.segments.length, drawn.of, inSample, inWhole) }
  } finally {
    for (const off of callOff) off()
  }
}

function exact(whole: WholeTable, inWhole: Findings, ...more: readonly Findings[]): SampledTable {
  const { segments, counts } = whole
  return { isExact: true, intervals: exactly(counts), ...sampledFrom(segments, segments, inWhole, ...more) }
}

/** What the candidates are like is told by the first findings that hold any. */
function sampledFrom(segments: number, of: number, ...all: readonly Findings[]) {
  const findings = all.find(({ candidates }) => candidates > 0) ?? all[0]
  if (findings === undefined) throw new Error('findings: expected at least one, found none')
  return {
    findings,
    segments,
    of,
    itemsRead: all.reduce((sum, { items }) => sum + items, 0),
    readUnits: all.reduce((sum, { readUnits }) => sum + readUnits, 0),
    bytesAnItem: bytesAnItem(all),
  }
}

/**
 * By the findings that tell the least: units are rounded up for each request, which tells too much where pages are
 * short.
 */
function bytesAnItem(all: readonly Findings[]): number {
  const told = all.flatMap(({ items, readUnits }) => (items > 0 && readUnits > 0 ? readUnits / items : []))
  return told.length > 0 ? Math.min(...told) * BYTES_A_READ_UNIT : UNKNOWN_ITEM_BYTES
}

function mayBeSmall({ segments }: DrawnSample, { items }: Intervals): boolean {
  const seen = segments.reduce((sum, counts) => sum + counts.items, 0)
  return seen < SMALL_TABLE_ITEMS && items.low < CLEARLY * SMALL_TABLE_ITEMS
}

const NOTHING: Counts = { items: 0, matched: 0, candidates: 0, young: 0, undated: 0 }

function intervalsOf(
  { segments, of }: DrawnSample,
  whole: WholeTable | undefined,
  { tableItems }: Sampling,
  all: readonly Findings[],
): Intervals {
  const itemsAPage = Math.max(1, Math.round(PAGE_BYTES / bytesAnItem(all)))
  return extrapolate({ segments, of, floor: whole?.counts ?? NOTHING, tableItems, itemsAPage })
}
