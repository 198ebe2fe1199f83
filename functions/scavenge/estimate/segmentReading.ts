import { Backoff } from '../request/backoff.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import { send } from '../request/send.ts'
import type { Item } from '../table/item.ts'
import type { Page, Table } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'

/** The read cap as an estimate needs it: a cap that waits, without bursts. A refusal ends the reading. */
interface ReadCap {
  readonly thingsAtOnce: number
  book(
    things: number,
    signal: AbortSignal,
  ): Promise<(Disposable & { settle(things: number, units: number): void }) | undefined>
}

/** What reading segments needs. */
export interface SegmentReading {
  /** Its pages bring whole items, so that their sizes are known. */
  readonly table: Pick<Table, 'scan'>
  readonly clock: Clock
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
  readonly readCap: ReadCap | undefined
  readonly requestTimeoutMs: number
  /** Segments that are read at the same time, at most. */
  readonly readers: number
}

/** Items that a request asks for at most; a page of 1 MB ends long before. */
const MAX_LIMIT = 100_000

/**
 * The pages of a segment from its start, one request after another. Throttled and failed requests are waited for and
 * sent again. Ends after the segment's last page, whose `lastKey` is undefined, or early when `until` aborts or the
 * cap refuses. Throws what ends a pass. `limit`: items that the next request asks for at most.
 */
export async function* pagesOf(
  reading: SegmentReading,
  { segment, totalSegments }: { readonly segment: number; readonly totalSegments: number },
  until: AbortSignal,
  limit: () => number = () => MAX_LIMIT,
): AsyncGenerator<Page, void, void> {
  const { table, clock, readCap, requestTimeoutMs } = reading
  const backoff = new Backoff(clock, reading.random)
  let startKey: Item | undefined
  while (!until.aborted) {
    await backoff.wait(until)
    const asked = Math.min(limit(), readCap?.thingsAtOnce ?? MAX_LIMIT)
    using booking = await readCap?.book(asked, until)
    if (until.aborted || (readCap !== undefined && booking === undefined)) return
    const request = { segment, totalSegments, startKey, limit: asked }
    let page: Page
    try {
      page = await send((signal) => table.scan(request, signal), clock, requestTimeoutMs, until)
    } catch (error) {
      if (!(error instanceof Throttled || error instanceof RequestFailed)) throw error
      backoff.failed() // both may pass, so the same request is sent again
      continue
    }
    backoff.succeeded()
    booking?.settle(page.scannedCount, page.readUnits)
    yield page
    if (page.lastKey === undefined) return
    startKey = page.lastKey
  }
}
