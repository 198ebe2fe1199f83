import type { PageSize } from '../pace/pageSize.ts'
import type { UnitsCap } from '../pace/unitsCap.ts'
import type { Ledger } from '../progress/ledger.ts'
import type { Backoff } from '../request/backoff.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import { send } from '../request/send.ts'
import type { Item } from '../table/item.ts'
import type { Page, Table } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'
import type { Deadline } from './deadline.ts'
import type { Stall } from './stall.ts'

export interface PagesContext {
  readonly table: Table
  readonly clock: Clock
  readonly ledger: Ledger
  readonly deadline: Deadline
  readonly readCap: UnitsCap | undefined
  readonly stall: Stall
  readonly pageSize: PageSize
  readonly requestTimeoutMs: number
  readonly trouble: (code: string) => void
}

/**
 * Reads a segment page by page from after `startKey`. The next page is requested when the caller asks for it, so the
 * caller decides how far it reads ahead. Throttled and failed requests are waited for and sent again. Ends after the
 * segment's last page, at the deadline, or when the cap has nothing left for this pass.
 */
export async function* readPages(
  context: PagesContext,
  segment: number,
  totalSegments: number,
  startKey: Item | undefined,
  backoff: Backoff,
): AsyncGenerator<Page, void, void> {
  const { table, clock, ledger, deadline, readCap, pageSize, requestTimeoutMs } = context
  let from = startKey
  for (;;) {
    await backoff.wait(deadline.draining)
    const limit = Math.min(pageSize.limit, readCap?.thingsAtOnce ?? Number.POSITIVE_INFINITY)
    const booking = readCap && (await readCap.book(limit, deadline.draining))
    if (readCap !== undefined && booking === undefined) return
    if (deadline.hasCome()) return booking?.settle(0, 0)
    const request = { segment, totalSegments, startKey: from, limit }
    let page: Page
    try {
      page = await send((signal) => table.scan(request, signal), clock, requestTimeoutMs, deadline.draining)
    } catch (error) {
      if (!(error instanceof Throttled || error instanceof RequestFailed)) throw error
      booking?.settle(0, 0)
      if (deadline.draining.aborted) return
      context.trouble(error.code)
      if (error instanceof Throttled) for (const reason of error.reasons) context.trouble(reason)
      context.stall.troubled()
      backoff.failed()
      continue
    }
    backoff.succeeded()
    booking?.settle(page.scannedCount, page.readUnits)
    context.stall.moved()
    ledger.read(page.scannedCount, page.readUnits)
    yield page
    if (page.lastKey === undefined) return
    from = page.lastKey
  }
}
