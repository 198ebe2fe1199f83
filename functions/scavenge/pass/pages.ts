import { ScavengeError } from '../errors.ts'
import type { Allowance } from '../guard/allowance.ts'
import type { CapOfPlace } from '../pace/capOfPlace.ts'
import type { PageSize } from '../pace/pageSize.ts'
import type { Ledger } from '../progress/ledger.ts'
import type { Backoff } from '../request/backoff.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import type { Item } from '../table/item.ts'
import type { Page, ScanRequest } from '../table/table.ts'
import type { Deadline } from './deadline.ts'
import type { Requests } from './requests.ts'
import type { Stall } from './stall.ts'
import type { Troubles } from './troubles.ts'

/** Items that are enough to tell which types an attribute holds: one small page. */
const FIRST_ITEMS = 100

export interface PagesContext {
  readonly requests: Requests
  readonly readCap: CapOfPlace | undefined
  readonly allowance: Allowance
  readonly pageSize: PageSize
  readonly ledger: Ledger
  readonly deadline: Deadline
  readonly stall: Stall
  readonly troubles: Troubles
}

/**
 * Reads a segment page by page, from after `start.startKey`. The next page is requested when the caller asks for it, so
 * the caller decides how far to read ahead. A read that was throttled or failed is sent again after a wait. Ends after
 * the segment's last page, at the deadline, where a guard trips, or when the read cap has nothing left for this pass.
 * Throws what a read throws that no repetition mends.
 */
export async function* readPages(
  start: Omit<ScanRequest, 'limit'>,
  backoff: Backoff,
  context: PagesContext,
): AsyncGenerator<Page, void, void> {
  const { requests, pageSize, ledger, deadline, stall, troubles, allowance } = context
  const readCap = context.readCap?.(start.segment)
  let { startKey } = start
  for (;;) {
    await backoff.wait(deadline.draining)
    const limit = Math.min(pageSize.limit, readCap?.thingsAtOnce ?? Number.POSITIVE_INFINITY)
    using booking = readCap && (await readCap.book(limit, deadline.draining))
    if (readCap !== undefined && booking === undefined) return
    if (deadline.drainIfDue() || allowance.tripIfSpent()) return
    let page: Page
    try {
      page = await requests.scan({ ...start, startKey, limit })
    } catch (error) {
      if (!(error instanceof Throttled || error instanceof RequestFailed)) throw error
      if (error instanceof RequestFailed) booking?.keep()
      if (deadline.draining.aborted) return
      troubles.noteRequest(error)
      stall.troubled()
      backoff.failed()
      continue
    }
    backoff.succeeded()
    booking?.settle(page.scannedCount, page.readUnits)
    stall.moved()
    ledger.read(page.scannedCount, page.readUnits)
    yield page
    if (page.lastKey === undefined) return
    startKey = page.lastKey
  }
}

/**
 * The first items of the table or its index, for a hint: whatever the filter says, and of each the `attributes` that it
 * has. None at the deadline, where the read cap has nothing left, or where the request fails, because the execution is
 * complete without a hint. The ledger counts the units and not the items, which no segment read.
 */
export async function readFirstItems(attributes: readonly string[], context: PagesContext): Promise<readonly Item[]> {
  const { requests, ledger, deadline, troubles } = context
  const readCap = context.readCap?.(0) // the first items are the first segment's
  if (attributes.length === 0 || deadline.drainIfDue()) return []
  const limit = Math.min(FIRST_ITEMS, readCap?.thingsAtOnce ?? Number.POSITIVE_INFINITY)
  using booking = readCap && (await readCap.book(limit, deadline.draining))
  if (readCap !== undefined && booking === undefined) return []
  if (deadline.drainIfDue()) return []
  try {
    const { items, scannedCount, readUnits } = await requests.firstItems(attributes, limit)
    booking?.settle(scannedCount, readUnits)
    ledger.read(0, readUnits)
    return items
  } catch (error) {
    if (error instanceof ScavengeError) return [] // a result without a hint is better than an execution that fails
    if (!(error instanceof Throttled || error instanceof RequestFailed)) throw error
    if (error instanceof RequestFailed) booking?.keep()
    if (!deadline.draining.aborted) troubles.noteRequest(error)
    return []
  }
}
