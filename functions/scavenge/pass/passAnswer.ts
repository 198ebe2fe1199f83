import { NoProgress } from '../errors.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import { nextPassIn } from '../execution/nextPass.ts'
import type { Trip } from '../guard/guards.ts'
import { tripOnTheWay } from '../guard/tripCause.ts'
import { hints } from '../hint/hints.ts'
import { balances, type Counts, type LedgerReport, report } from '../progress/ledger.ts'
import { encodeToken } from '../progress/token.ts'
import type { TokenState } from '../progress/tokenState.ts'
import type { Rule } from '../rule/rule.ts'
import { type UndatedScan, undatedScan } from '../rule/undatedScan.ts'
import type { Item } from '../table/item.ts'
import type { TableDescription } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'
import { sourcesOf } from './caps/capLimits.ts'
import { type Caps, leftOf } from './caps/caps.ts'
import { type PassParts, type Progress, progressOf } from './passParts.ts'

/** An execution without progress ends after this many times the length of a pass. */
const STALLED_PASSES = 10

/** What a pass answers about itself. */
export interface PassResult {
  readonly status: 'continue' | 'complete' | 'guardTripped'
  /** Where another pass goes on; absent beside `complete`. */
  readonly continuationToken?: string
  /**
   * Seconds to wait before the next pass, or after the last: for a burst's savings to be whole again, for what was taken
   * beyond a cap, or for a table that takes nothing.
   */
  readonly waitSeconds: number
  /** RFC 3339: when the rule's window opens; only where the next pass waits for it. */
  readonly windowOpens?: string
  readonly ledger: LedgerReport
  readonly progress: Progress
  /** RFC 3339: items at least this old are candidates. */
  readonly cutoff: string
  readonly dryRun: boolean
  /** The caps kept, in units a second: those given, or half of what the table takes at once. */
  readonly caps: { readonly writeUnitsPerSecond?: number; readonly readUnitsPerSecond?: number }
  /** Who says so; absent where there is no cap. */
  readonly capsFrom?: NonNullable<ReturnType<typeof sourcesOf>>
  /** How often requests and single deletes failed in this pass, by code. */
  readonly trouble: Readonly<Record<string, number>>
  /** Only beside `guardTripped`: the guard, its limit and what was found; `cause` says how to go on. */
  readonly trip?: Trip & { readonly cause: string }
  /** A Scan that lists the undated items; beside `complete`, where there are any. */
  readonly undatedScan?: UndatedScan
  /** Why there is no such Scan although items are undated. */
  readonly undatedScanLeftOut?: string
  /** Where the rule probably differs from the table; beside `complete`, where there is anything to say. */
  readonly hint?: readonly string[]
}

/** What one pass did, for its metrics. */
export interface PassFigures {
  /** The ledger that the pass began with, and the one that it ended with. */
  readonly before: Readonly<Counts>
  readonly after: Readonly<Counts>
  readonly dryRun: boolean
  /** How often requests and single deletes failed, by code. */
  readonly trouble: Readonly<Record<string, number>>
}

export interface PassOutcome {
  readonly answer: PassResult
  readonly figures: PassFigures
}

/** NoProgress, thrown by a pass that counted: its figures are for its metrics. */
class StalledPass extends NoProgress {
  readonly figures: PassFigures
  constructor(message: string, figures: PassFigures) {
    super(message)
    this.figures = figures
  }
}

/** A defect: the ledger of a pass does not balance. Its figures are for its metrics. */
class UnbalancedPass extends Error {
  override readonly name = 'UnbalancedPass'
  readonly figures: PassFigures
  constructor(figures: PassFigures) {
    super(`ledger: expected to balance, found ${JSON.stringify(figures.after)}`)
    this.figures = figures
  }
}

/** The figures of a pass that ended by an error; undefined for an error that came before it had counted. */
export function figuresOf(error: unknown): PassFigures | undefined {
  return error instanceof StalledPass || error instanceof UnbalancedPass ? error.figures : undefined
}

/** A pass whose segments are no longer worked. */
interface EndedPass {
  /** The id of its execution. */
  readonly execution: string
  readonly start: TokenState
  readonly parts: PassParts
  /** Whether a checkpoint moved. */
  readonly moved: boolean
  /** The table's first items, without the filter, where the execution is over and nothing matched; else none. */
  readonly firstItems: readonly Item[]
  readonly clock: Clock
  readonly rule: Rule
  readonly table: TableDescription
}

/**
 * The answer of a pass that ended, with the token for the next one unless all segments are over. Throws NoProgress
 * where neither a delete was acknowledged nor a checkpoint moved for ten times the length of a pass, unless a guard
 * ended it.
 */
export function passAnswer(ended: EndedPass): PassOutcome {
  const { execution, start, parts, moved, firstItems, clock, rule, table } = ended
  const { segments, ledger, caps, ends, troubles, work } = parts
  const { deadline, stall, allowance } = ends
  const { shapes } = work.judging
  const { dryRun } = start.binding
  ledger.passAnswers()
  const counts = ledger.counts()
  const figures = { before: start.counts, after: counts, dryRun, trouble: troubles.byCode }
  if (!balances(counts)) throw new UnbalancedPass(figures)

  const progressed = moved || counts.deleted > start.counts.deleted
  const earlierStallMs = progressed ? 0 : start.stalledMs
  const stalledMs = progressed ? 0 : start.stalledMs + deadline.passedMs
  const { trip } = allowance
  const isStalled = !segments.complete && trip === undefined && stalledMs >= STALLED_PASSES * deadline.lengthMs
  if (isStalled) throw stalled(stalledMs, figures)
  const stallSeconds = stall.waitSeconds(earlierStallMs)
  const capsFrom = sourcesOf(caps.limits)
  const about = {
    ledger: report(counts, dryRun),
    progress: progressOf(segments),
    cutoff: new Date(start.cutoffMs).toISOString(),
    dryRun,
    caps: unitsPerSecond(caps),
    ...(capsFrom && { capsFrom }),
    trouble: figures.trouble,
  }
  if (segments.complete) {
    const startMs = start.cutoffMs + start.olderThanMs
    const undated = about.ledger.undated > 0 && undatedScan(rule, start.cutoffMs, startMs)
    const hint = hints(rule, { counts, shapes, firstItems })
    const said = { ...undated, ...(hint.length > 0 && { hint }) }
    return { answer: { status: 'complete', waitSeconds: overdraftSeconds(caps), ...about, ...said }, figures }
  }
  const state = {
    ...start,
    segments: segments.state(),
    counts,
    stalledMs: stalledMs + stallSeconds * 1_000,
    learned: learned(parts),
    capsLeft: leftOf(caps, clock.nowMs()),
    shapes: shapes.shapes.length > 0 ? shapes.shapes : undefined,
  }
  const continuationToken = encodeToken(state, table.key)
  if (trip !== undefined) {
    const cause = tripOnTheWay(trip, { code: start.binding.code, executionArn: deployedExecution(execution)?.arn })
    const tripped = { status: 'guardTripped', continuationToken, waitSeconds: 0, trip: { ...trip, cause } } as const
    return { answer: { ...tripped, ...about }, figures }
  }
  const seconds = Math.max(stallSeconds, refillSeconds(caps), overdraftSeconds(caps))
  const next = nextPassIn(seconds, rule.window, clock.nowMs())
  return { answer: { status: 'continue', continuationToken, ...next, ...about }, figures }
}

function unitsPerSecond({ write, read }: Caps): PassResult['caps'] {
  return {
    ...(write && { writeUnitsPerSecond: write.unitsPerSecond }),
    ...(read && { readUnitsPerSecond: read.unitsPerSecond }),
  }
}

function refillSeconds({ write, read }: Caps): number {
  return Math.max(write?.refillSeconds ?? 0, read?.refillSeconds ?? 0)
}

function overdraftSeconds({ write, read }: Caps): number {
  return Math.max(write?.overdraftSeconds ?? 0, read?.overdraftSeconds ?? 0)
}

/** Where the next pass begins to adapt. */
function learned({ pageSize, paces, ends }: PassParts): TokenState['learned'] {
  return { pageLimit: pageSize.learned, deletesPerSecond: paces.perSecond, slowestMs: ends.deadline.slowestMs }
}

function stalled(stalledMs: number, figures: PassFigures): StalledPass {
  const seconds = Math.round(stalledMs / 1_000)
  const troubles = Object.entries(figures.trouble).map(([code, times]) => `${code} ${times} times`)
  return new StalledPass(
    `expected a delete or a checkpoint at least every ${STALLED_PASSES} passes, found none for ${seconds} s ` +
      `(in the last pass: ${troubles.join(', ') || 'no error'}); mend the table's capacity or its reachability, then redrive`,
    figures,
  )
}
