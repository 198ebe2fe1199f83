import { AccessDenied, TableNotFound } from '../../../functions/scavenge/errors.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { World } from './world.ts'

/** Throws the error by which the table refuses a whole request, if it does. `item` is the first to be deleted. */
export function refuse(world: World, item: Item | undefined, read: boolean, passMs: number): void {
  const { faults, storm, frozen, missingUntilMs, table, clock } = world
  const now = clock.monotonicMs()
  if (now < missingUntilMs) throw new TableNotFound('table things: expected to exist, found none')
  const reason = read ? 'TableReadKeyRangeThroughputExceeded' : 'TableWriteKeyRangeThroughputExceeded'
  if (frozen !== undefined && now >= frozen.fromMs && (!read || frozen.reads)) throw new Throttled([reason])
  if (faults.strikes('denied')) throw new AccessDenied('dynamodb: denied', 'AccessDeniedException')
  if (faults.strikes('expiredSignature')) throw new RequestFailed('InvalidSignatureException')
  for (const fault of ['throttleStorm', 'partitionStorm'] as const) {
    if (now <= storm.untilMs || !faults.strikes(fault)) continue
    storm.untilMs = now + passMs * faults.random(fault).magnitude(0.01, 3)
    storm.partition = fault === 'partitionStorm' && item !== undefined ? table.partitionOf(item) : undefined
  }
  const hit = storm.partition === undefined || (item !== undefined && table.partitionOf(item) === storm.partition)
  if (now < storm.untilMs && hit) throw new Throttled([reason])
  if (faults.strikes('throttledRequest')) throw new Throttled([reason])
}
