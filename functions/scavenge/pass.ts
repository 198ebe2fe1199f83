import type { Clock } from './clock.ts'
import { Deadline } from './deadline.ts'
import { judge } from './decision.ts'
import { NoProgress } from './errors.ts'
import type { PassInput } from './input.ts'
import { balances, type Counts, Ledger, type LedgerReport, report } from './ledger.ts'
import { Paces } from './paces.ts'
import { FIRST_PAGE_LIMIT, PageSize } from './pageSize.ts'
import type { Rule } from './rule.ts'
import { Segments } from './segments.ts'
import { type SegmentContext, workSegment } from './segmentWork.ts'
import { Semaphore } from './semaphore.ts'
import { beginning } from './start.ts'
import type { Table } from './table.ts'
import { encodeToken } from './token.ts'
import { undatedScan } from './undatedScan.ts'
import { UnitsCap } from './unitsCap.ts'

/** An execution without progress ends after this many times the length of a pass. */
const STALLED_PASSES = 10

/** Read units of an item of 1 KB, eventually consistent: what is taken for granted before the first page. */
const READ_UNITS_EACH = 0.125

/** A request is given up after a quarter of the pass, within these bounds in milliseconds. */
const MIN_TIMEOUT_MS = 2_000
const MAX_TIMEOUT_MS = 10_000

interface Progress {
  readonly segmentsDone: number
  readonly totalSegments: number
}

export interface PassResult {
  readonly status: 'continue' | 'complete'
  /** Only beside `continue`. */
  readonly continuationToken?: string
  readonly waitSeconds: number
  readonly ledger: LedgerReport
  readonly progress: Progress
  /** RFC 3339: items at least this old are candidates. */
  readonly cutoff: string
  readonly dryRun: boolean
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
  const pageSize = new PageSize(start.learned?.pageLimit ?? FIRST_PAGE_LIMIT, context.remainingMs)

  const shared: SegmentContext = {
    table,
    judge: (item) => judge(item, rule.age, start.cutoffMs),
    dryRun: input.dryRun,
    random,
    paces,
    onProgress: publish,
    clock,
    ledger,
    deadline,
    semaphore: new Semaphore(input.deleters),
    writeCap: cap(clock, input.maxWriteUnitsPerSecond, 1),
    readCap: cap(clock, input.maxReadUnitsPerSecond, READ_UNITS_EACH),
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
    while (!deadline.draining.aborted) {
      const next = segments.take(from)
      if (next === undefined) return
      from = next.segment
      if (await workSegment(next, segments, shared)) progressed = true
    }
  }

  function publish(): void {
    onProgress?.({ ...progress(), ledger: report(ledger.counts(), input.dryRun) })
  }

  function progress(): Progress {
    return { segmentsDone: segments.done, totalSegments: segments.totalSegments }
  }

  const acknowledged = start.counts.deleted
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
  progressed ||= counts.deleted > acknowledged
  const stalledMs = progressed ? 0 : start.stalledMs + clock.monotonicMs() - startedMs
  if (!segments.complete && stalledMs >= STALLED_PASSES * context.remainingMs) throw noProgress(stalledMs, trouble)
  const answer = {
    waitSeconds: 0,
    ledger: report(counts, input.dryRun),
    progress: progress(),
    cutoff: new Date(start.cutoffMs).toISOString(),
    dryRun: input.dryRun,
    trouble,
  }
  if (segments.complete) {
    return {
      status: 'complete',
      ...answer,
      ...(answer.ledger.undated > 0 && { undatedScan: undatedScan(rule, start.cutoffMs) }),
    }
  }
  const learned = { pageLimit: pageSize.limit, deletesPerSecond: paces.perSecond, slowestMs: deadline.slowestMs }
  const state = { ...start, segments: segments.state(), counts, stalledMs, learned }
  return { status: 'continue', continuationToken: encodeToken(state, table.description.key), ...answer }
}

function cap(clock: Clock, unitsPerSecond: number | undefined, unitsEach: number): UnitsCap | undefined {
  return unitsPerSecond === undefined ? undefined : new UnitsCap(clock, unitsPerSecond, unitsEach)
}

function noProgress(stalledMs: number, trouble: Readonly<Record<string, number>>): NoProgress {
  const seconds = Math.round(stalledMs / 1_000)
  const why = Object.entries(trouble).map(([code, times]) => `${code} ${times} times`)
  return new NoProgress(
    `expected a delete or a checkpoint at least every ${STALLED_PASSES} passes, found none for ${seconds} s ` +
      `(in the last pass: ${why.join(', ') || 'no error'}); mend the table's capacity or its reachability, then redrive`,
  )
}
