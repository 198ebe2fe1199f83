import { isDeletable, seedItem } from '../../cli/engine/seedItems.ts'
import { type Attributes, attributeBytes } from './attributes.ts'
import { Layout } from './layout.ts'

/** After this many the kept items of the seed's table repeat: every 39th, in 32 kinds. */
const PERIOD = 39 * 32

/** What items of one kind have in common: everything but the key. */
export interface Kind {
  readonly attributes: Attributes
  /** Bytes of a whole item, key included. */
  readonly bytes: number
  /** Whether the seed's filter lets it through. */
  readonly matches: boolean
  /** Whether the seed's rule deletes it. */
  readonly deletable: boolean
}

/** The item at a position is of the kind `position % kinds.length`. `nowMs`: milliseconds of the epoch. */
export function seedKinds(nowMs: number, olderThanMs: number): readonly Kind[] {
  const keyBytes = bytesOf(new Layout(PERIOD).key(0))
  return Array.from({ length: PERIOD }, (_, index) => {
    const { WorkerId, StartTime, ...attributes } = seedItem(index, nowMs) as Attributes
    const { Completed } = attributes
    return {
      attributes,
      bytes: keyBytes + bytesOf(attributes),
      matches: Completed?.N === '1' || Completed?.S === '1',
      deletable: isDeletable(index, nowMs, nowMs - olderThanMs),
    }
  })
}

function bytesOf(attributes: Attributes): number {
  return Object.entries(attributes).reduce((sum, [name, value]) => sum + attributeBytes(name, value), 0)
}
