import type { SegmentPace } from '../pace/segmentPace.ts'
import type { Candidate, Checkpoint } from '../progress/checkpoint.ts'
import type { Ledger } from '../progress/ledger.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import type { DeleteAnswer } from '../table/table.ts'
import { NEVER } from '../waiting/never.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import type { BatchPermit, BatchPermits } from './batchPermits.ts'
import type { Deadline } from './deadline.ts'
import { DeleteOutcomes } from './deleteOutcomes.ts'
import type { Requests } from './requests.ts'
import type { Stall } from './stall.ts'
import type { Failures, Troubles } from './troubles.ts'

export interface DeletesContext {
  readonly requests: Requests
  readonly permits: BatchPermits
  readonly ledger: Ledger
  readonly deadline: Deadline
  readonly stall: Stall
  readonly troubles: Troubles
  readonly failures: Failures
}

/**
 * One segment's deletes: batches of its candidates, filled across its pages, sent while the table takes them. A
 * throttled delete waits and is tried again. Its permit is free meanwhile, so other segments do not wait with it.
 */
export class Deletes {
  readonly #context: DeletesContext
  readonly #pace: SegmentPace
  readonly #outcomes: DeleteOutcomes
  readonly #changed = new Wakeup()
  #queue: Candidate[] = []
  #inFlight = 0
  #readerWaits = false
  #closed = false

  constructor(context: DeletesContext, checkpoint: Checkpoint, pace: SegmentPace) {
    const { stall, troubles } = context
    this.#context = context
    this.#pace = pace
    this.#outcomes = new DeleteOutcomes({ checkpoint, pace, stall, troubles })
  }

  add(candidates: readonly Candidate[]): void {
    this.#queue.push(...candidates)
    this.#changed.wake()
  }

  /** While the reader waits, a batch that is not full is sent as well, so that it does not hold the reader up. */
  readerWaits(waits: boolean): void {
    this.#readerWaits = waits
    this.#changed.wake()
  }

  /** No more candidates come. */
  close(): void {
    this.#closed = true
    this.#changed.wake()
  }

  /** Sends batches until all is settled after `close`, or until the deadline. Nothing is in flight when it resolves. */
  async run(): Promise<void> {
    const { deadline, permits } = this.#context
    while (await this.#mayLeave()) {
      await this.#pace.admit(this.#nextSize, deadline.draining)
      const permit = await permits.acquire(this.#nextSize)
      if (permit === undefined) break
      void this.#sendUnder(permit)
    }
    while (this.#inFlight > 0) await this.#changed.wait(NEVER)
  }

  /** Resolves to true when a batch is to be sent, to false when there is nothing left to send or the deadline has come. */
  async #mayLeave(): Promise<boolean> {
    const { draining } = this.#context.deadline
    while (!draining.aborted) {
      const waiting = this.#queue.length
      if (waiting >= this.#batchSize) return true
      if (waiting > 0 && (this.#closed || (this.#readerWaits && this.#inFlight === 0))) return true
      if (waiting === 0 && this.#closed && this.#inFlight === 0) return false
      await this.#changed.wait(draining)
    }
    return false
  }

  get #batchSize(): number {
    const { requests, permits } = this.#context
    return Math.min(requests.batchSize, permits.deletesAtOnce)
  }

  get #nextSize(): number {
    return Math.min(this.#batchSize, this.#queue.length)
  }

  /** Sends one batch, and after a throttle without a cause one more delete that asks for it. Never rejects. */
  async #sendUnder(given: BatchPermit): Promise<void> {
    using permit = given
    const { requests, deadline } = this.#context
    if (deadline.drainIfDue()) return
    const batch = this.#queue.splice(0, this.#batchSize)
    if (batch.length === 0) return // the last candidate went alone meanwhile, to ask for a throttle's cause
    this.#inFlight++
    await this.#request(batch, permit, () => requests.delete(batch.map(({ item }) => item)))
    const asks = !deadline.drainIfDue() && this.#queue.length > 0 && this.#pace.takeTurnToAsk()
    const first = asks ? this.#queue.shift() : undefined
    if (first !== undefined) await this.#request([first], permit, () => requests.deleteSingly(first.item))
    this.#inFlight--
    this.#changed.wake()
  }

  /** One request and what follows from its answer. What is to be tried again goes to the head of the queue. */
  async #request(batch: readonly Candidate[], permit: BatchPermit, send: () => Promise<DeleteAnswer>): Promise<void> {
    const { ledger, failures } = this.#context
    let writeUnits = 0
    try {
      const answer = await send()
      writeUnits = answer.writeUnits
      ledger.wrote(writeUnits)
      this.#queue.unshift(...this.#outcomes.answered(batch, answer.outcomes))
    } catch (error) {
      if (error instanceof Throttled || error instanceof RequestFailed) {
        this.#outcomes.requestFailed(error)
        this.#queue.unshift(...batch)
      } else failures.add(error)
    } finally {
      permit.settle(batch.length, writeUnits)
    }
  }
}
