import type { PassInput } from '../../../functions/scavenge/execution/input.ts'
import { type PassContext, type PassResult, runPass } from '../../../functions/scavenge/pass/runPass.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { THINGS_RULE } from '../rules/thingsRule.ts'
import { type Becomes, ListedTable } from './listedTable.ts'
import { ManualClock } from './manualClock.ts'
import { randomOf } from './random.ts'

export const START_MS = 1_700_086_400_000
/** A day before the start: at this age, in seconds, an item is just old enough. */
export const OLD = 1_700_000_000
export const YOUNG = OLD + 1

const PASS_MS = 100_000

interface Scene {
  readonly segments: readonly (readonly Item[])[]
  readonly becomes?: (items: readonly Item[], call: number) => Becomes
  readonly read?: (call: number) => Error | 'silence' | undefined
  readonly input?: Partial<PassInput>
  readonly passMs?: number
  readonly onProgress?: PassContext['onProgress']
  readonly onCounts?: PassContext['onCounts']
}

/** Passes over a listed table in virtual time, one after the other, each with what its input says. */
export class OneExecution {
  readonly clock = new ManualClock(randomOf(1))
  readonly table: ListedTable
  readonly #scene: Scene

  constructor(scene: Scene) {
    this.#scene = scene
    this.table = new ListedTable(this.clock, scene.segments, scene.becomes, scene.read)
  }

  /** One pass; rejects as it rejects. Fails where anything of it is still due when it has ended. */
  async pass(more: Partial<PassInput> = {}): Promise<PassResult> {
    const { segments, input, passMs = PASS_MS, onProgress, onCounts } = this.#scene
    const context = {
      clock: this.clock,
      random: randomOf(2),
      table: this.table,
      rule: THINGS_RULE,
      nowMs: START_MS + this.clock.monotonicMs(),
      remainingMs: passMs,
      ...(onProgress && { onProgress }),
      ...(onCounts && { onCounts }),
    }
    const whole = { ...INPUT, totalSegments: segments.length, ...input, ...more }
    let over = false
    const passed = runPass(whole, context).finally(() => {
      over = true
    })
    passed.catch(() => undefined)
    await this.clock.run(() => over, this.clock.monotonicMs() + passMs)
    if (!over) throw new Error(`pass: expected an end within ${passMs} ms, found none`)
    const endedMs = this.clock.monotonicMs()
    await this.clock.run(() => false, Number.POSITIVE_INFINITY)
    if (this.clock.monotonicMs() !== endedMs) throw new Error('pass: expected nothing due after its end, found a timer')
    return passed
  }
}

export const INPUT: PassInput = {
  executionId: 'one',
  startMs: START_MS,
  retryCount: 0,
  redrives: 0,
  redrivesSince: 0,
  historyEvents: 0,
  limits: undefined,
  begins: false,
  first: true,
  continuationToken: undefined,
  dryRun: false,
  dryRunGiven: false,
  olderThanMs: THINGS_RULE.age.olderThanMs,
  olderThanGiven: false,
  totalSegments: 1,
  totalSegmentsGiven: false,
  readers: 2,
  deleters: 2,
  maxWriteUnitsPerSecond: undefined,
  maxReadUnitsPerSecond: undefined,
  burstSeconds: undefined,
  force: false,
}
