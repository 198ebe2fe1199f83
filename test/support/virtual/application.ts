import type { ManualClock } from './manualClock.ts'
import type { PartitionedTable } from './partitionedTable.ts'

/** The wait after a throttle, as the AWS SDK's standard retries have it: doubling, with jitter, in milliseconds. */
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 20_000

/** An application that writes to a table at a steady mean rate, at random moments, and tries again when throttled. */
export class Application {
  /** Requests that were made, and those that were throttled at least once. */
  requests = 0
  throttled = 0
  /** Milliseconds of the request that took longest. */
  slowestMs = 0
  readonly #clock: ManualClock
  readonly #table: PartitionedTable
  readonly #random: () => number
  readonly #partitions: number
  readonly #perSecond: number

  constructor(
    clock: ManualClock,
    table: PartitionedTable,
    random: () => number,
    { partitions, perSecond }: { readonly partitions: number; readonly perSecond: number },
  ) {
    this.#clock = clock
    this.#table = table
    this.#random = random
    this.#partitions = partitions
    this.#perSecond = perSecond
  }

  /** Makes requests for so many milliseconds from now on. */
  run(forMs: number): void {
    let atMs = this.#clock.monotonicMs()
    const untilMs = atMs + forMs
    for (;;) {
      atMs += (-Math.log(1 - this.#random()) * 1_000) / this.#perSecond
      if (atMs >= untilMs) return
      this.requests++
      this.#at(atMs, atMs, Math.floor(this.#random() * this.#partitions), 0)
    }
  }

  #at(atMs: number, madeMs: number, partition: number, tries: number): void {
    this.#clock.at(atMs, () => {
      if (this.#table.write(partition)) this.slowestMs = Math.max(this.slowestMs, atMs - madeMs)
      else {
        if (tries === 0) this.throttled++
        const longestMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries)
        this.#at(atMs + longestMs * this.#random(), madeMs, partition, tries + 1)
      }
      return 'quiet'
    })
  }
}
