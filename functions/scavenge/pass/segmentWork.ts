import type { SegmentPace } from '../pace/paces.ts'
import { type Candidate, Checkpoint } from '../progress/checkpoint.ts'
import type { OpenSegment, Segments } from '../progress/segments.ts'
import { Backoff } from '../request/backoff.ts'
import type { Verdict } from '../rule/decision.ts'
import type { Item } from '../table/item.ts'
import type { Page } from '../table/table.ts'
import { Deletes, type DeletesContext } from './deletes.ts'
import { type PagesContext, readPages } from './pages.ts'

export interface SegmentContext extends PagesContext, DeletesContext {
  readonly judge: (item: Item) => Verdict
  readonly dryRun: boolean
  readonly random: () => number
  /** Called whenever a page was judged or a segment left. */
  readonly onProgress: () => void
}

/**
 * Works one segment from its checkpoint to its end or to the deadline: while a page's candidates are being deleted,
 * the next page is read, and no further. Answers whether the checkpoint moved; nothing of the segment is left running.
 */
export async function workSegment(
  open: OpenSegment,
  pace: SegmentPace,
  segments: Segments,
  context: SegmentContext,
): Promise<boolean> {
  const { clock, random, ledger, deadline, pageSize } = context
  const { segment, key } = open
  const arrivals: { scanned: number; candidates: number; readMs: number }[] = []
  const checkpoint = new Checkpoint(key, ledger, () => {
    const page = arrivals.shift()
    if (page) pageSize.settled(page.scanned, page.candidates, clock.monotonicMs() - page.readMs)
  })
  segments.follow(segment, () => checkpoint.key)
  const deletes = new Deletes(context, checkpoint, pace)
  const deleting = deletes.run()
  try {
    for await (const page of readPages(context, segment, segments.totalSegments, key, new Backoff(clock, random))) {
      const verdicts = page.items.map(context.judge)
      if (page.scannedCount > 0) context.writeCap?.guess(writeUnits(page))
      const candidates = verdicts.filter((verdict) => verdict === 'candidate').length
      arrivals.push({ scanned: page.scannedCount, candidates, readMs: clock.monotonicMs() })
      deletes.add(enter(page, verdicts, checkpoint, context.dryRun))
      context.onProgress()
      deletes.starving = true
      await checkpoint.atMostOpen(1, deadline.draining)
      deletes.starving = false
      if (deadline.draining.aborted) break
    }
  } catch (error) {
    context.fail(error)
  } finally {
    deletes.close()
    await deleting
  }
  checkpoint.close()
  if (checkpoint.done) segments.finish(segment)
  context.onProgress()
  return checkpoint.moved
}

/** Enters a page into the checkpoint; answers what is to be deleted of it, which is nothing on a dry run. */
function enter(
  page: Page,
  verdicts: readonly Verdict[],
  checkpoint: Checkpoint,
  dryRun: boolean,
): readonly Candidate[] {
  const candidates = checkpoint.add(page.items, verdicts, page.lastKey)
  if (!dryRun) return candidates
  for (const candidate of candidates) checkpoint.settle(candidate, 'wouldDelete')
  return []
}

/** Write units of one delete, from a page's mean item size: a read unit is 8 KB eventually consistent, a write unit 1 KB begun. */
function writeUnits({ readUnits, scannedCount }: Page): number {
  return Math.max(1, Math.ceil((readUnits * 8) / scannedCount))
}
