import type { ThrottlingReasons } from '../request/throttling.ts'
import type { Item, KeyAttribute } from './item.ts'

/** What DescribeTable says of the table that the engine needs. */
export interface TableDescription {
  readonly name: string
  /** The table's id; where an engine gives none, its ARN and creation time. A table made again has another. */
  readonly identity: string
  /** Partition key first, then the sort key if there is one. */
  readonly key: readonly KeyAttribute[]
  /** The smallest provisioned figures of the table and its indexes, in units a second; none where it is on demand. */
  readonly provisioned?: { readonly readUnits: number; readonly writeUnits: number }
}

export interface ScanRequest {
  readonly segment: number
  readonly totalSegments: number
  /** The key after which to go on; absent at the segment's start. */
  readonly startKey: Item | undefined
  /** Items to read at most, counted before the filter. */
  readonly limit: number
}

export interface Page {
  /** The items that passed the filter, in the segment's order. */
  readonly items: readonly Item[]
  readonly scannedCount: number
  /** Where the next page starts after; absent on the segment's last page. */
  readonly lastKey: Item | undefined
  readonly readUnits: number
}

/** What became of one conditional delete. */
export type DeleteOutcome =
  /** The item is absent: deleted by this request, or gone before it. */
  | { readonly kind: 'deleted' }
  /** The condition did not hold and the item is still there. */
  | { readonly kind: 'spared' }
  | { readonly kind: 'throttled'; readonly reasons: ThrottlingReasons }
  /** Nothing was tried: the engine turned out to take fewer deletes in one request. */
  | { readonly kind: 'unsent' }
  /** This delete failed in a way that another try may mend. */
  | { readonly kind: 'retryable'; readonly code: string }
  /** This delete failed in a way that no other try mends. */
  | { readonly kind: 'rejected'; readonly code: string }

export interface DeleteAnswer {
  /** One a delete, in the order of the request. */
  readonly outcomes: readonly DeleteOutcome[]
  readonly writeUnits: number
}

/**
 * The table, as the engine uses it: DynamoDB behind the real client, or a simulation. Both requests throw `Throttled`,
 * `RequestFailed`, or a ScavengeError that ends the pass; they end early, by any error, when their signal aborts.
 */
export interface Table {
  readonly description: TableDescription
  /** Deletes in one request, at most. */
  readonly batchSize: number
  scan(request: ScanRequest, signal: AbortSignal): Promise<Page>
  /** Deletes each item if every decision attribute still holds what the item shows. */
  delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer>
  /** The same for one item, in a way in which a throttle tells its reasons. */
  deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer>
}
