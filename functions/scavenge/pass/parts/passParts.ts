import type { PassInput } from '../../execution/input.ts'
import { ageValue } from '../../hint/ageValue.ts'
import { UndatedShapes } from '../../hint/undatedShapes.ts'
import { Paces } from '../../pace/paces.ts'
import { FIRST_PAGE_LIMIT, PageSize } from '../../pace/pageSize.ts'
import { Ledger, report } from '../../progress/ledger.ts'
import { Segments } from '../../progress/segments.ts'
import type { TokenState } from '../../progress/tokenState.ts'
import { readingOf } from '../../reading/reading.ts'
import { judgeOf, type Verdict } from '../../rule/decision.ts'
import type { Item } from '../../table/item.ts'
import { distanceOf } from '../../table/place.ts'
import { Semaphore } from '../../waiting/semaphore.ts'
import { BatchPermits } from '../batchPermits.ts'
import { capLimits } from '../caps/capLimits.ts'
import { type Caps, capsOf } from '../caps/caps.ts'
import { Requests } from '../requests.ts'
import { PAGES_PER_SEGMENT, type SegmentContext } from '../segmentWork.ts'
import { Troubles } from '../troubles.ts'
import type { PassContext, Progress } from './passContext.ts'
import { endsOf, type PassEnds } from './passEnds.ts'

/** The parts of one pass that its segments share. */
export interface PassParts {
  readonly segments: Segments
  readonly paces: Paces
  readonly caps: Caps
  readonly pageSize: PageSize
  readonly ledger: Ledger
  readonly troubles: Troubles
  readonly ends: PassEnds
  /** What each segment is worked with. */
  readonly work: SegmentContext
}

/** Makes the parts of a pass as the pass before left them in `start`. The deadline runs from now on, until it is closed. */
export function passParts(input: PassInput, start: TokenState, context: PassContext): PassParts {
  const { settings } = input
  const { clock, random, table } = context
  const ledger = new Ledger(start.counts)
  const ends = endsOf(input, start, ledger, context)
  const lostPasses = lostBefore(input)
  ledger.passesLost(lostPasses)
  const segments = new Segments(start.segments, settings.readers)
  const limits = capLimits(input, table.description.capacity)
  const { burstSeconds } = settings
  const { totalSegments } = segments
  const passMs = context.remainingMs
  const caps = capsOf(clock, {
    limits,
    burstSeconds,
    left: start.capsLeft,
    lostPasses,
    totalSegments,
    ofShard: input.division.kind === 'shard',
    passMs,
  })
  const shared = {
    segments,
    paces: new Paces(clock, random, {
      readers: settings.readers,
      distance: (one, other) => distanceOf(one, other, totalSegments),
      perSecond: start.learned?.deletesPerSecond ?? firstRate(input),
    }),
    caps,
    pageSize: pageSizeOf(start, caps, passMs, settings.readers),
    ledger,
    troubles: new Troubles(clock, () => tell()),
    ends,
  }
  const tell = () =>
    context.onProgress?.({
      ...progressOf(segments),
      ledger: report(ledger.counts(), start.binding.dryRun),
      failing: shared.troubles.failing,
    })
  return { ...shared, work: segmentContext(input, start, { ...context, onProgress: tell }, shared) }
}

/**
 * Passes of this execution that ended without an answer. With another execution's token one more: a pass of that one
 * may have deleted after the token was written.
 */
function lostBefore({ kind, token, invocation }: Pick<PassInput, 'kind' | 'token' | 'invocation'>): number {
  const elsewhere = kind !== 'next' && token !== undefined ? 1 : 0
  return invocation.retryCount + invocation.redrivesSince + elsewhere
}

/** Deletes a second of one segment that a shard begins with; undefined where its parent dealt out none. */
function firstRate({ division, settings }: PassInput): number | undefined {
  const together = division.kind === 'shard' ? division.caps?.deletesPerSecond : undefined
  return together === undefined ? undefined : together / settings.readers
}

export function progressOf(segments: Segments): Progress {
  return { segmentsDone: segments.done, totalSegments: segments.size }
}

/** With a cap in bursts, the pages in memory hold no more candidates than the cap still lets go in this pass. */
function pageSizeOf(start: TokenState, { write }: Caps, passMs: number, readers: number): PageSize {
  const affordable = write?.inBursts ? () => write.thingsAtOnce / (readers * PAGES_PER_SEGMENT) : undefined
  return new PageSize(start.learned?.pageLimit ?? FIRST_PAGE_LIMIT, passMs, affordable)
}

function segmentContext(
  { settings, execution }: PassInput,
  start: TokenState,
  { clock, random, table, rule, onProgress }: Omit<PassContext, 'onProgress'> & { readonly onProgress: () => void },
  { segments, caps, pageSize, ledger, troubles, ends }: Omit<PassParts, 'work'>,
): SegmentContext {
  const { deadline, stall, failures, allowance } = ends
  const { dryRun, deleters } = settings
  const shapes = new UndatedShapes(start.shapes)
  const judge = judgeOf(rule.age, { ...start, startMs: execution.startMs })
  const judged = (item: Item): Verdict => {
    const verdict = judge(item)
    shapes.judged(verdict, () => ageValue(item, rule.age))
    return verdict
  }
  const requests = new Requests({
    table,
    reading: readingOf(rule, table.description, start.cutoffMs),
    clock,
    deadline,
    deletesAllowed: start.counts.deleted + start.counts.spared > 0,
    onDenied: (code) => troubles.note(code),
  })
  const semaphore = new Semaphore(deleters)
  const permitsAt = (segment: number) => new BatchPermits(semaphore, caps.writeAt?.(segment), allowance, deadline)
  const counting = { requests, ledger, deadline, stall, troubles }
  return {
    clock,
    random,
    segments,
    reading: { ...counting, readCap: caps.readAt, pageSize, allowance },
    deleting: { ...counting, permitsAt, readCap: caps.read, failures },
    judging: { judge: judged, shapes },
    dryRun,
    onProgress,
  }
}
