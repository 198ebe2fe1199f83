import type { Booking } from '../pace/booking.ts'
import type { SegmentPace } from '../pace/paces.ts'
import type { UnitsCap } from '../pace/unitsCap.ts'
import type { Candidate, Checkpoint } from '../progress/checkpoint.ts'
import type { Ledger } from '../progress/ledger.ts'
import { RequestFailed, Throttled } from '../request/failed.ts'
import { send } from '../request/send.ts'
import type { ThrottlingReasons } from '../request/throttling.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome, Table } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'
import { NEVER } from '../waiting/never.ts'
import type { Semaphore } from '../waiting/semaphore.ts'
import { Wakeup } from '../waiting/wakeup.ts'
import type { Deadline } from './deadline.ts'
import type { Stall } from './stall.ts'

/** Tries of one delete that fail by its own fault, request and table being well, before it counts as failed. */
const MAX_ATTEMPTS = 10

export interface DeletesContext {
  readonly table: Table
  readonly clock: Clock
  readonly ledger: Ledger
  readonly deadline: Deadline
  readonly semaphore: Semaphore
  readonly writeCap: UnitsCap | undefined
  readonly stall: Stall
  readonly requestTimeoutMs: number
  /** Takes an error that ends the pass. */
  readonly fail: (error: unknown) => void
  /** Takes note of why requests or single deletes fail. */
  readonly trouble: (code: string) => void
}

/**
 * One segment's deletes: batches of its candidates, filled across its pages, sent while the table takes them. A
 * throttled delete waits and is tried again; meanwhile its permit is free for other segments, and nobody else waits.
 */
export class Deletes {
  readonly #context: DeletesContext
  readonly #checkpoint: Checkpoint
  readonly #pace: SegmentPace
  readonly #changed = new Wakeup()
  #queue: Candidate[] = []
  #inFlight = 0
  #starving = false
  #closed = false

  constructor(context: DeletesContext, checkpoint: Checkpoint, pace: SegmentPace) {
    this.#context = context
    this.#checkpoint = checkpoint
    this.#pace = pace
  }

  add(candidates: readonly Candidate[]): void {
    this.#queue.push(...candidates)
    this.#changed.wake()
  }

  /** While the reader waits, a batch that is not full leaves rather than hold it up. */
  set starving(starving: boolean) {
    this.#starving = starving
    this.#changed.wake()
  }

  /** No more candidates come. */
  close(): void {
    this.#closed = true
    this.#changed.wake()
  }

  /** Sends batches until all is settled after `close`, or until the deadline; nothing is in flight when it resolves. */
  async run(): Promise<void> {
    const { deadline, semaphore, writeCap } = this.#context
    while (await this.#mayLeave()) {
      const { draining } = deadline
      await this.#pace.admit(Math.min(this.#batchSize(), this.#queue.length), draining)
      const size = Math.min(this.#batchSize(), this.#queue.length)
      const booking = writeCap && (await writeCap.book(size, draining))
      if (writeCap !== undefined && booking === undefined) {
        deadline.drain() // nobody pays for waiting until the cap allows more
        break
      }
      const permitted = await semaphore.acquire(draining)
      const batch = permitted && !deadline.hasCome() ? this.#queue.splice(0, this.#batchSize()) : []
      if (batch.length === 0) {
        // the deadline has come, or the one that was left went alone, to ask for a throttle's cause
        if (permitted) semaphore.release()
        booking?.settle(0, 0)
        continue
      }
      this.#inFlight++
      void this.#send(batch, booking)
    }
    while (this.#inFlight > 0) await this.#changed.wait(NEVER)
  }

  async #mayLeave(): Promise<boolean> {
    const { draining } = this.#context.deadline
    while (!draining.aborted) {
      const waiting = this.#queue.length
      if (waiting >= this.#batchSize()) return true
      if (waiting > 0 && (this.#closed || (this.#starving && this.#inFlight === 0))) return true
      if (waiting === 0 && this.#closed && this.#inFlight === 0) return false
      await this.#changed.wait(draining)
    }
    return false
  }

  #batchSize(): number {
    const { table, writeCap } = this.#context
    return Math.min(table.batchSize, writeCap?.thingsAtOnce ?? table.batchSize)
  }

  /** Sends a batch under its permit, and after a throttle without a cause one more delete that asks for it. */
  async #send(batch: readonly Candidate[], booking: Booking | undefined): Promise<void> {
    const { table, deadline, semaphore } = this.#context
    await this.#request(batch, booking, (items, signal) => table.delete(items, signal))
    if (!deadline.hasCome() && this.#queue.length > 0 && this.#pace.takeTurnToAsk()) {
      const first = this.#queue.splice(0, 1)
      await this.#request(first, undefined, ([item = {}], signal) => table.deleteSingly(item, signal))
    }
    semaphore.release()
    this.#inFlight--
    this.#changed.wake()
  }

  /** One request, its answer settled; never rejects. */
  async #request(
    batch: readonly Candidate[],
    booking: Booking | undefined,
    request: (items: readonly Item[], signal: AbortSignal) => Promise<DeleteAnswer>,
  ): Promise<void> {
    const { clock, ledger, deadline, writeCap, requestTimeoutMs } = this.#context
    const items = batch.map((candidate) => candidate.item)
    const sentMs = clock.monotonicMs()
    let units = 0
    try {
      const answer = await send((signal) => request(items, signal), clock, requestTimeoutMs, deadline.ended)
      units = answer.writeUnits
      ledger.wrote(units)
      this.#settle(batch, answer.outcomes)
    } catch (error) {
      if (error instanceof Throttled || error instanceof RequestFailed) {
        if (error instanceof Throttled) this.#throttled(0, error.reasons)
        else {
          this.#context.trouble(error.code)
          this.#pace.failed()
        }
        this.#context.stall.troubled()
        this.#queue.unshift(...batch)
      } else this.#context.fail(error)
    } finally {
      if (booking === undefined) writeCap?.spent(batch.length, units)
      else booking.settle(batch.length, units)
      deadline.observe(clock.monotonicMs() - sentMs)
    }
  }

  #throttled(acknowledged: number, reasons: ThrottlingReasons): void {
    this.#context.trouble('Throttled')
    for (const reason of reasons) this.#context.trouble(reason)
    this.#pace.throttled(acknowledged, reasons)
  }

  #settle(batch: readonly Candidate[], outcomes: readonly DeleteOutcome[]): void {
    const again: Candidate[] = []
    let throttled = 0
    let failed = false
    batch.forEach((candidate, index) => {
      const outcome = outcomes[index] ?? { kind: 'retryable', code: 'NoOutcome' }
      if (outcome.kind === 'deleted' || outcome.kind === 'spared') this.#checkpoint.settle(candidate, outcome.kind)
      else if (outcome.kind === 'throttled') {
        throttled++
        again.push(candidate)
      } else if (outcome.kind === 'unsent') again.push(candidate)
      else {
        this.#context.trouble(outcome.code)
        if (outcome.kind === 'retryable' && ++candidate.attempts < MAX_ATTEMPTS) {
          failed = true
          again.push(candidate)
        } else this.#checkpoint.settle(candidate, 'failed')
      }
    })
    if (again.length < batch.length) this.#context.stall.moved()
    else this.#context.stall.troubled()
    if (throttled > 0) this.#throttled(batch.length - throttled, NO_REASONS)
    else if (failed) this.#pace.failed()
    else this.#pace.acknowledged()
    this.#queue.unshift(...again)
  }
}

/** Single statements tell none. */
const NO_REASONS: ThrottlingReasons = []
