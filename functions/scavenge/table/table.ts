import type { AccessDenied } from '../errors.ts'
import type { ThrottlingReasons } from '../request/throttling.ts'
import type { Item, KeyAttribute } from './item.ts'
import type { IndexPart, TableIndex } from './tableIndex.ts'

/** What the engine needs to know of a table, as DescribeTable says it. */
export interface TableDescription {
  readonly name: string
  /**
   * The table's id, or its ARN and creation time where an engine gives no id. A table that was made anew has another.
   */
  readonly identity: string
  readonly arn: string
  /** Scheme, host and port of the endpoint; absent where it is AWS's own. */
  readonly origin?: string | undefined
  /** Partition key first, then the sort key if there is one. */
  readonly key: readonly KeyAttribute[]
  /** The index that is read in place of the table; absent where the table is read. */
  readonly index?: TableIndex | undefined
  /** What the table takes at once; absent where the engine does not tell. */
  readonly capacity?: { readonly write?: Capacity; readonly read?: Capacity } | undefined
}

/** Units a second that a table takes at once, and which figure of DescribeTable says so. */
export interface Capacity {
  readonly units: number
  readonly from: 'provisioned' | 'onDemandThroughput' | 'warmThroughput'
}

export interface ScanRequest {
  readonly segment: number
  readonly totalSegments: number
  /** The key after which the page starts; undefined at the segment's start. */
  readonly startKey: Item | undefined
  /** How many items to read at most, counted before the filter. */
  readonly limit: number
  /** Where it is there, a Query reads this part of the index in place of the segment. */
  readonly part?: IndexPart | undefined
}

export interface Page {
  /** The items that passed the filter, in the segment's order. */
  readonly items: readonly Item[]
  readonly scannedCount: number
  /** The key after which the next page starts; undefined on the segment's last page. */
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
  /** This delete was not sent: the engine turned out to take fewer deletes in one request. */
  | { readonly kind: 'unsent' }
  /** This delete failed, and may succeed when it is sent again. */
  | { readonly kind: 'retryable'; readonly code: string }
  /** This delete was denied: a policy may deny single keys. */
  | { readonly kind: 'denied'; readonly error: AccessDenied }
  /** This delete failed, and would fail again. */
  | { readonly kind: 'rejected'; readonly code: string }

export interface DeleteAnswer {
  /** One for each delete, in the order of the request. */
  readonly outcomes: readonly DeleteOutcome[]
  readonly writeUnits: number
  /** Of the reads that found out what a failed condition means. */
  readonly readUnits: number
}

/**
 * The table as the engine uses it: DynamoDB behind the real client, or a simulation. Each request throws `Throttled`,
 * `RequestFailed`, or a ScavengeError that ends the pass. When its signal aborts, it ends early with any error.
 */
export interface Table {
  readonly description: TableDescription
  /** How many deletes one request takes at most. */
  readonly batchSize: number
  scan(request: ScanRequest, signal: AbortSignal): Promise<Page>
  /**
   * The first items of the table or its index, at most `limit`, whatever the rule's filter says. Each has those of the
   * `attributes` that the item has. At least one attribute is named.
   */
  firstItems(attributes: readonly string[], limit: number, signal: AbortSignal): Promise<Page>
  /** Deletes each item whose decision attributes are still as in `items`. */
  delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer>
  /** Deletes one item on the same condition, by a request whose throttle names its reasons. */
  deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer>
}

/** Whether a table has point-in-time recovery; `unknown`: its engine does not know the question. */
export type PointInTimeRecovery = 'enabled' | 'disabled' | 'unknown'
