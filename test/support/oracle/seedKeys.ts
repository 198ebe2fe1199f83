import { isDeletable, seedItem } from '../../../cli/engine/seedItems.ts'
import type { AnyItem } from '../engines/tables.ts'

/** What `makeSeedTable` was told. */
interface Seeded {
  readonly items: number
  readonly nowMs: number
}

/** The keys of the seed's items that an execution with this cutoff leaves, in order. */
export function keysKept({ items, nowMs }: Seeded, cutoffMs: number): readonly string[] {
  const kept = Array.from({ length: items }, (_, index) => index).filter(
    (index) => !isDeletable(index, nowMs, cutoffMs),
  )
  return keysOf(kept.map((index) => seedItem(index, nowMs)))
}

/** The keys of items of the seed's table, in order. */
export function keysOf(items: readonly AnyItem[]): readonly string[] {
  return items.map(({ WorkerId, StartTime }) => `${WorkerId?.N} ${StartTime?.S}`).sort()
}
