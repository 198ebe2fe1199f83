import { deployedExecution } from '../../execution/deployedExecution.ts'
import { nextPassIn } from '../../execution/nextPass.ts'
import { tripOnTheWay } from '../../guard/tripCause.ts'
import { hints } from '../../hint/hints.ts'
import { balances, report } from '../../progress/ledger.ts'
import { encodeToken } from '../../progress/token.ts'
import type { TokenState } from '../../progress/tokenState.ts'
import { unseenBy } from '../../reading/reading.ts'
import type { Rule } from '../../rule/rule.ts'
import { undatedScan } from '../../rule/undatedScan.ts'
import type { Item } from '../../table/item.ts'
import type { TableDescription } from '../../table/table.ts'
import { startKeyAttributes } from '../../table/tableIndex.ts'
import type { Clock } from '../../waiting/clock.ts'
import { sourcesOf } from '../caps/capLimits.ts'
import { type Caps, leftOf } from '../caps/caps.ts'
import { type PassParts, progressOf } from '../parts/passParts.ts'
import { type PassFigures, StalledPass, UnbalancedPass } from './passFigures.ts'
import type { PassOutcome, PassResult } from './passResult.ts'

/** An execution without progress ends after this many times the length of a pass. */
const STALLED_PASSES = 10

/** A pass whose segments are no longer worked. */
interface EndedPass {
  /** The id of its execution. */
  readonly execution: string
  readonly start: TokenState
  readonly parts: PassParts
  /** Whether a checkpoint moved. */
  readonly moved: boolean
  /**
   * The first items of the table or its index, without the filter. None unless the execution is over and nothing
   * matched.
   */
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
    const said = { ...undated, ...(hint.length > 0 && { hint }), ...unseenBy(rule, table) }
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
  const continuationToken = encodeToken(state, startKeyAttributes(table))
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
