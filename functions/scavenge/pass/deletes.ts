import type { Share } from '../guard/allowance.ts'
import type { SegmentPace } from '../pace/segmentPace.ts'
import type { UnitsCap } from '../pace/unitsCap.ts'
import type { Candidate, Checkpoint } from '../progress/checkpoint.ts'
import type { Ledger } from '../progress/ledger.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import type { DeleteAnswer, DeleteOutcome } from '../table/table.ts'
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
  /**
   * The reads that follow failed conditions are not booked beforehand: they overdraw this cap, and the Scans wait that
   * off.
   */
  readonly readCap: UnitsCap | undefined
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
      await this.#pace.admit(this.#next(permits.unitsAtOnce).length, deadline.draining)
      const next = this.#next(permits.unitsAtOnce)
      if (next.length === 0) continue // the last candidate went alone meanwhile, to ask for a throttle's cause
      const permit = await permits.acquire(shareOf(next))
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
      if (this.#isFull) return true
      if (waiting > 0 && (this.#closed || (this.#readerWaits && this.#inFlight === 0))) return true
      if (waiting === 0 && this.#closed && this.#inFlight === 0) return false
      await this.#changed.wait(draining)
    }
    return false
  }

  /** Whether the next batch holds all that it may. */
  get #isFull(): boolean {
    const { permits } = this.#context
    const next = this.#next(permits.unitsAtOnce)
    if (next.length < this.#queue.length || next.length === this.#mostAtOnce) return true
    return next.length > 0 && shareOf(next).units >= permits.unitsAtOnce
  }

  get #mostAtOnce(): number {
    return Math.min(this.#context.requests.batchSize, this.#pace.deletesAtOnce)
  }

  /** The first of the queue that one request may hold, expected to take at most `units`; one at least, if there is any. */
  #next(units: number): readonly Candidate[] {
    const most = this.#queue.slice(0, this.#mostAtOnce)
    let sum = 0
    const tooMany = most.findIndex(({ expectedUnits }, index) => {
      sum += expectedUnits
      return index > 0 && sum > units
    })
    return tooMany === -1 ? most : most.slice(0, tooMany)
  }

  /** Sends one batch, and after a throttle without a cause one more delete that asks for it. Never rejects. */
  async #sendUnder(given: BatchPermit): Promise<void> {
    using permit = given
    const { requests, deadline } = this.#context
    if (deadline.drainIfDue()) return
    const batch = this.#queue.splice(0, Math.min(permit.deletes, this.#next(permit.units).length))
    if (batch.length === 0) return // here too the last candidate may have gone alone meanwhile
    this.#inFlight++
    await this.#request(batch, permit, () => requests.delete(batch.map(({ item }) => item)))
    const mayAsk = !deadline.drainIfDue() && this.#queue.length > 0 && permit.deletes > 0
    const asks = mayAsk && this.#pace.takeTurnToAsk()
    const first = asks ? this.#queue.shift() : undefined
    if (first !== undefined) await this.#request([first], permit, () => requests.deleteSingly(first.item))
    this.#inFlight--
    this.#changed.wake()
  }

  /** One request and what follows from its answer. What is to be tried again goes to the head of the queue. */
  async #request(batch: readonly Candidate[], permit: BatchPermit, send: () => Promise<DeleteAnswer>): Promise<void> {
    const { ledger, failures, readCap } = this.#context
    permit.book(shareOf(batch)) // the queue may have changed since a batch was booked
    try {
      const { outcomes, writeUnits, readUnits } = await send()
      ledger.wrote(writeUnits)
      if (readUnits > 0) {
        ledger.read(0, readUnits)
        readCap?.bookAtOnce(0).settle(0, readUnits)
      }
      const { units } = shareOf(batch.filter((_, index) => isTaken(outcomes[index])))
      permit.settle({ units, writeUnits, deleted: outcomes.filter(({ kind }) => kind === 'deleted').length })
      this.#queue.unshift(...this.#outcomes.answered(batch, outcomes))
    } catch (error) {
      if (!(error instanceof Throttled || error instanceof RequestFailed)) return failures.add(error)
      if (error instanceof Throttled) permit.settle({ units: 0, writeUnits: 0, deleted: 0 })
      else permit.keep()
      this.#outcomes.requestFailed(error)
      this.#queue.unshift(...batch)
    }
  }
}

function shareOf(candidates: readonly Candidate[]): Share {
  return { deletes: candidates.length, units: candidates.reduce((sum, { expectedUnits }) => sum + expectedUnits, 0) }
}

/** Whether the table took a delete, so that it consumed units. */
function isTaken(outcome: DeleteOutcome | undefined): boolean {
  return outcome?.kind === 'deleted' || outcome?.kind === 'spared'
}
