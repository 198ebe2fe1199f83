import { judgeOf } from '../../../functions/scavenge/estimate/findings.ts'
import type { SegmentReading } from '../../../functions/scavenge/estimate/segmentReading.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { ScanRequest } from '../../../functions/scavenge/table/table.ts'
import type { TableShape } from '../../../functions/scavenge/table/tableShape.ts'
import { THINGS_RULE } from '../rules/thingsRule.ts'
import { HashedTable, type Placed } from './hashedTable.ts'
import { ManualClock } from './manualClock.ts'
import { randomOf } from './random.ts'

/** The start of the execution that estimates, and the latest time, in seconds, at which an item is a day old then. */
export const START_MS = 1_700_086_400_000
export const OLD = 1_700_000_000
const YOUNG = OLD + 1

export const SHAPE: TableShape = { key: [{ name: 'id', type: 'S' }], indexes: [], notPriced: [] }

/** The moments that it judges by: an item is a candidate from a day on. */
export const JUDGED_AT = { startMs: START_MS, cutoffMs: START_MS - 86_400_000, olderThanMs: 86_400_000 }

/** Judges as the rule of the things does. */
export const JUDGE = judgeOf(THINGS_RULE.age, JUDGED_AT)

/** What an item is to the rule: one that the filter leaves out, or one of the three verdicts. */
export type Nature = 'unmatched' | 'candidate' | 'young' | 'undated'

export function thing(id: number, nature: Nature, bytes = 100): Item {
  const age = { candidate: String(OLD), young: String(YOUNG), undated: 'never', unmatched: String(OLD) }[nature]
  return {
    id: { S: String(id) },
    at: { S: age },
    done: { BOOL: nature !== 'unmatched' },
    text: { S: 'x'.repeat(bytes) },
  }
}

/** Things spread evenly over the table. */
export function spread(count: number, natureOf: (id: number) => Nature, bytes?: number): Placed[] {
  const random = randomOf(7)
  return Array.from({ length: count }, (_, id) => ({ place: random(), item: thing(id, natureOf(id), bytes) }))
}

interface SceneOptions {
  readonly latencyMs?: number
  readonly fails?: (call: number, request: ScanRequest) => Error | undefined
  readonly readCap?: SegmentReading['readCap']
  readonly seed?: number
}

/** A table of things and the means to read it, in virtual time. */
export class SampleScene {
  readonly clock = new ManualClock(randomOf(1))
  readonly table: HashedTable
  readonly reading: SegmentReading

  constructor(placed: readonly Placed[], { latencyMs = 5, fails, readCap, seed = 2 }: SceneOptions = {}) {
    const { clock } = this
    const matches = (item: Item) => item.done?.BOOL === true
    this.table = new HashedTable(placed, { clock, matches, latencyMs, ...(fails && { fails }) })
    this.reading = {
      table: this.table,
      clock,
      random: randomOf(seed),
      readCap,
      requestTimeoutMs: 5_000,
      readers: 4,
    }
  }

  /** Lets virtual time pass until the promise settles. */
  async settled<Value>(promise: Promise<Value>): Promise<Value> {
    let over = false
    const settled = promise.finally(() => {
      over = true
    })
    settled.catch(() => undefined) // the caller gets the rejection
    await this.clock.run(() => over, 3_600_000)
    if (!over) throw new Error('reading: expected an end within an hour, found none')
    return settled
  }
}
