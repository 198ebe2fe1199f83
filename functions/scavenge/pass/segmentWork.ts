import type { UndatedShapes } from '../hint/undatedShapes.ts'
import type { SegmentPace } from '../pace/segmentPace.ts'
import { type Candidate, Checkpoint } from '../progress/checkpoint.ts'
import type { OpenSegment, Segments } from '../progress/segments.ts'
import { Backoff } from '../request/backoff.ts'
import type { Verdict } from '../rule/decision.ts'
import type { Item } from '../table/item.ts'
import type { Page } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'
import type { BatchPermits } from './batchPermits.ts'
import { Deletes, type DeletesContext } from './deletes.ts'
import { type PagesContext, readPages } from './pages.ts'

/** Pages of a segment in memory: one whose candidates are being deleted, one read ahead. */
export const PAGES_PER_SEGMENT = 2

interface Judging {
  readonly judge: (item: Item) => Verdict
  /** Of the undated items that were judged. */
  readonly shapes: UndatedShapes
}

export interface SegmentContext {
  readonly clock: Clock
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  readonly segments: Segments
  readonly reading: PagesContext
  readonly deleting: Omit<DeletesContext, 'permits'> & { readonly permitsAt: (segment: number) => BatchPermits }
  readonly judging: Judging
  readonly dryRun: boolean
  /** Called whenever a page was judged or a segment left. */
  readonly onProgress: () => void
}

/**
 * Works one segment from its checkpoint to its end or to the deadline. While a page's candidates are being deleted, the
 * next page is read, and no further. Answers whether the checkpoint moved; nothing of the segment is left running. An
 * error that ends the pass goes to `deleting.failures`.
 */
export async function workSegment(
  { segment, key }: OpenSegment,
  pace: SegmentPace,
  context: SegmentContext,
): Promise<boolean> {
  const { clock, segments, reading, deleting, judging, dryRun, onProgress } = context
  const { deadline, failures } = deleting
  const times = new PageTimes(clock, reading)
  const checkpoint = new Checkpoint(key, reading.ledger, () => times.settled())
  segments.follow(segment, () => checkpoint.key)
  const deletes = new Deletes({ ...deleting, permits: deleting.permitsAt(segment) }, checkpoint, pace)
  const deleted = deletes.run()
  try {
    const start = { segment, totalSegments: segments.totalSegments, startKey: key }
    for await (const page of readPages(start, new Backoff(clock, context.random), reading)) {
      const verdicts = page.items.map(judging.judge)
      const expectedUnits = writeUnitsOfDelete(page)
      reading.pageSize.weighed(expectedUnits)
      times.arrived(page.scannedCount, verdicts.filter((verdict) => verdict === 'candidate').length)
      deletes.add(enter(page, { verdicts, expectedUnits }, checkpoint, dryRun))
      onProgress()
      deletes.readerWaits(true)
      await checkpoint.atMostOpen(PAGES_PER_SEGMENT - 1, deadline.draining)
      deletes.readerWaits(false)
      if (deadline.draining.aborted) break
    }
  } catch (error) {
    failures.add(error) // thrown by the pass, once nothing of it runs any more
  } finally {
    deletes.close()
    await deleted
  }
  checkpoint.close()
  if (checkpoint.done) segments.finish(segment)
  onProgress()
  return checkpoint.moved
}

/** How long the pages of a segment take from their arrival until they are settled, for the size of those that follow. */
class PageTimes {
  readonly #clock: Clock
  readonly #pageSize: PagesContext['pageSize']
  /** Pages that are not settled, in order. */
  readonly #open: { readonly scanned: number; readonly candidates: number; readonly arrivedMs: number }[] = []

  constructor(clock: Clock, { pageSize }: Pick<PagesContext, 'pageSize'>) {
    this.#clock = clock
    this.#pageSize = pageSize
  }

  arrived(scanned: number, candidates: number): void {
    this.#open.push({ scanned, candidates, arrivedMs: this.#clock.monotonicMs() })
  }

  /** The first of the open pages is settled. */
  settled(): void {
    const page = this.#open.shift()
    if (page === undefined) throw new Error('page times: expected an open page to be settled, found none')
    this.#pageSize.settled(page.scanned, page.candidates, this.#clock.monotonicMs() - page.arrivedMs)
  }
}

/** Enters a page into the checkpoint. Returns its candidates that are to be deleted: none on a dry run. */
function enter(
  page: Page,
  { verdicts, expectedUnits }: { readonly verdicts: readonly Verdict[]; readonly expectedUnits: number },
  checkpoint: Checkpoint,
  dryRun: boolean,
): readonly Candidate[] {
  const candidates = checkpoint.add(page.items, verdicts, page.lastKey, expectedUnits)
  if (!dryRun) return candidates
  for (const candidate of candidates) checkpoint.settle(candidate, 'wouldDelete')
  return []
}

/**
 * Write units of one delete, from a page's mean item size, without those of indexes. A read unit reads 8 KB (eventually
 * consistent), a write unit writes 1 KB or a part of it: AWS, "DynamoDB read and write operations".
 */
function writeUnitsOfDelete({ readUnits, scannedCount }: Page): number {
  return scannedCount === 0 ? 1 : Math.max(1, Math.ceil((readUnits * 8) / scannedCount))
}
