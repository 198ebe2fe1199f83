import { NoProgress } from '../errors.ts'
import type { PassInput } from '../execution/input.ts'
import { Paces } from '../pace/paces.ts'
import { FIRST_PAGE_LIMIT, PageSize } from '../pace/pageSize.ts'
import { balances, type Counts, Ledger, type LedgerReport, report } from '../progress/ledger.ts'
import { Segments } from '../progress/segments.ts'
import { encodeToken } from '../progress/token.ts'
import { judge } from '../rule/decision.ts'
import type { Rule } from '../rule/rule.ts'
import { undatedScan } from '../rule/undatedScan.ts'
import type { Table } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'
import { Semaphore } from '../waiting/semaphore.ts'
import { beginning } from './beginning.ts'
import { capsOf, leftOf } from './caps.ts'
import { Deadline } from './deadline.ts'
import { type SegmentContext, workSegment } from './segmentWork.ts'
import { Stall } from './stall.ts'

/** An execution without progress ends after this many times the length of a pass. */
const STALLED_PASSES = 10

/** A request is given up after a quarter of the pass, within these bounds in milliseconds. */
const MIN_TIMEOUT_MS = 2_000
const MAX_TIMEOUT_MS = 10_000

/** Pages of a segment in memory: one whose candidates are being deleted, one read ahead. */
const PAGES_EACH = 2

interface Progress {
  readonly segmentsDone: number
  readonly totalSegments: number
}

export interface PassResult {
  readonly status: 'continue' | 'complete'
  /** Only beside `continue`. */
  readonly continuationToken?: string
  /** Before the next pass: until a burst's savings are whole again, or for a table that takes nothing. */
  readonly waitSeconds: number
  readonly ledger: LedgerReport
  readonly progress: Progress
  /** RFC 3339: items at least this old are candidates. */
  readonly cutoff: string
  readonly dryRun: boolean
  /** The caps kept, in units a second: those given, or half of what is provisioned. */
  readonly caps: { readonly writeUnitsPerSecond?: number; readonly readUnitsPerSecond?: number }
  /** What requests and single deletes failed with in this pass, by code. */
  readonly trouble: Readonly<Record<string, number>>
  /** A Scan that lists the undated items; beside `complete`, where there are any. */
  readonly undatedScan?: ReturnType<typeof undatedScan>
}

/** What one pass did, for its metrics. */
export interface PassFigures {
  /** The ledger that the pass began with, and the one it answers. */
  readonly before: Readonly<Counts>
  readonly after: Readonly<Counts>
  readonly dryRun: boolean
  /** What requests and single deletes failed with, by code. */
  readonly trouble: Readonly<Record<string, number>>
}

export interface PassContext {
  readonly clock: Clock
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  readonly table: Table
  readonly rule: Rule
  /** The wall clock at the pass's start, in milliseconds since 1970: what a cap saved up travels by it. */
  readonly nowMs: number
  /** What the Lambda context says is left of this invocation, in milliseconds. */
  readonly remainingMs: number
  /** The pass drains when this aborts: its execution was stopped. */
  readonly stopped?: AbortSignal
  /** Called as pages and batches are settled, often: the ledger as it stands. */
  readonly onProgress?: (progress: Progress & { readonly ledger: LedgerReport }) => void
  /** Called once, when nothing more is counted. */
  readonly onCounts?: (figures: PassFigures) => void
}

/**
 * One pass: goes on from the token, or begins; reads segments and deletes candidates until all segments are over or
 * the deadline comes; answers with the ledger and, unless complete, the token for the next pass. Nothing is left
 * running when it settles. Throws a ScavengeError for what repeating cannot mend, anything else for what it may.
 */
export async function runPass(input: PassInput, context: PassContext): Promise<PassResult> {
  const { clock, random, table, rule, onProgress } = context
  const start = beginning(input, rule, table.description)
  const deadline = new Deadline(clock, context.remainingMs, start.learned?.slowestMs)
  const { stopped } = context
  stopped?.addEventListener('abort', () => deadline.drain(), { once: true })
  if (stopped?.aborted) deadline.drain()
  const startedMs = clock.monotonicMs()
  const ledger = new Ledger(start.counts)
  ledger.passesLost(
    input.retryCount + input.redrivesSince + (input.first && input.continuationToken !== undefined ? 1 : 0),
  )
  const segments = new Segments(start.segments, input.readers)
  const trouble: Record<string, number> = {}
  const failures: unknown[] = []
  let progressed = false

  const paces = new Paces(clock, random, input.readers, start.learned?.deletesPerSecond)
  const caps = capsOf(clock, input, table.description, start.capsLeft, context.nowMs)
  const { write } = caps
  const pageSize = new PageSize(
    start.learned?.pageLimit ?? FIRST_PAGE_LIMIT,
    context.remainingMs,
    write?.inBursts ? () => write.thingsAtOnce / (input.readers * PAGES_EACH) : undefined,
  )
  const stall = new Stall(clock, () => deadline.drain())

  const shared: SegmentContext = {
    table,
    judge: (item) => judge(item, rule.age, start.cutoffMs),
    dryRun: input.dryRun,
    random,
    onProgress: publish,
    clock,
    ledger,
    deadline,
    semaphore: new Semaphore(input.deleters),
    writeCap: caps.write,
    readCap: caps.read,
    stall,
    pageSize,
    requestTimeoutMs: Math.max(MIN_TIMEOUT_MS, Math.min(MAX_TIMEOUT_MS, context.remainingMs / 4)),
    trouble: (code) => {
      trouble[code] = (trouble[code] ?? 0) + 1
    },
    fail: (error) => {
      failures.push(error)
      deadline.abort()
    },
  }

  async function read(): Promise<void> {
    let from: number | undefined
    while (!deadline.draining.aborted && !caps.read?.exhausted) {
      const next = segments.take(from)
      if (next === undefined) {
        if (from !== undefined) paces.close(from)
        return
      }
      const pace = paces.open(next.segment, from)
      from = next.segment
      if (await workSegment(next, pace, segments, shared)) progressed = true
    }
  }

  function publish(): void {
    onProgress?.({ ...progress(), ledger: report(ledger.counts(), input.dryRun) })
  }

  function progress(): Progress {
    return { segmentsDone: segments.done, totalSegments: segments.totalSegments }
  }

  try {
    await Promise.all(Array.from({ length: input.readers }, read))
  } finally {
    deadline.close()
  }
  if (failures.length > 0) throw failures[0]

  ledger.passAnswers()
  const counts = ledger.counts()
  context.onCounts?.({ before: start.counts, after: counts, dryRun: input.dryRun, trouble })
  if (!balances(counts)) throw new Error(`ledger: expected to balance, found ${JSON.stringify(counts)}`)
  progressed ||= counts.deleted > start.counts.deleted
  const passedMs = clock.monotonicMs() - startedMs
  const stalledMs = progressed ? 0 : start.stalledMs + passedMs
  if (!segments.complete && stalledMs >= STALLED_PASSES * context.remainingMs) throw noProgress(stalledMs, trouble)
  const stallSeconds = stall.waitSeconds(progressed ? 0 : start.stalledMs)
  const answer = {
    waitSeconds: segments.complete
      ? 0
      : Math.max(stallSeconds, caps.write?.refillSeconds ?? 0, caps.read?.refillSeconds ?? 0),
    ledger: report(counts, input.dryRun),
    progress: progress(),
    cutoff: new Date(start.cutoffMs).toISOString(),
    dryRun: input.dryRun,
    caps: {
      ...(caps.write && { writeUnitsPerSecond: caps.write.unitsPerSecond }),
      ...(caps.read && { readUnitsPerSecond: caps.read.unitsPerSecond }),
    },
    trouble,
  }
  if (segments.complete) {
    return {
      status: 'complete',
      ...answer,
      ...(answer.ledger.undated > 0 && { undatedScan: undatedScan(rule, start.cutoffMs) }),
    }
  }
  const learned = { pageLimit: pageSize.learned, deletesPerSecond: paces.perSecond, slowestMs: deadline.slowestMs }
  const state = {
    ...start,
    segments: segments.state(),
    counts,
    stalledMs: stalledMs + stallSeconds * 1_000,
    learned,
    capsLeft: leftOf(caps, context.nowMs + passedMs),
  }
  return { status: 'continue', continuationToken: encodeToken(state, table.description.key), ...answer }
}

function noProgress(stalledMs: number, trouble: Readonly<Record<string, number>>): NoProgress {
  const seconds = Math.round(stalledMs / 1_000)
  const why = Object.entries(trouble).map(([code, times]) => `${code} ${times} times`)
  return new NoProgress(
    `expected a delete or a checkpoint at least every ${STALLED_PASSES} passes, found none for ${seconds} s ` +
      `(in the last pass: ${why.join(', ') || 'no error'}); mend the table's capacity or its reachability, then redrive`,
  )
}
