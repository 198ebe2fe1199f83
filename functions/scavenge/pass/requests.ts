import { send } from '../request/send.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, Page, ScanRequest, Table } from '../table/table.ts'
import type { Clock } from '../waiting/clock.ts'
import type { Deadline } from './deadline.ts'

/** A request is given up after a quarter of the pass, within these bounds in milliseconds. */
const TIMEOUT_SHARE = 0.25
const MIN_TIMEOUT_MS = 2_000
const MAX_TIMEOUT_MS = 10_000

/**
 * The table's requests under a pass's limits of time: each is given up after a quarter of the pass, between 2 and 10 s,
 * a Scan also at the deadline, a delete when the pass must answer. Each rejects as the table's own or as `send` does.
 */
export class Requests {
  readonly batchSize: number
  readonly #table: Table
  readonly #clock: Clock
  readonly #deadline: Deadline
  readonly #timeoutMs: number

  constructor(table: Table, clock: Clock, deadline: Deadline) {
    this.batchSize = table.batchSize
    this.#table = table
    this.#clock = clock
    this.#deadline = deadline
    this.#timeoutMs = Math.max(MIN_TIMEOUT_MS, Math.min(MAX_TIMEOUT_MS, deadline.lengthMs * TIMEOUT_SHARE))
  }

  scan(request: ScanRequest): Promise<Page> {
    const { draining } = this.#deadline
    return send((signal) => this.#table.scan(request, signal), this.#clock, this.#timeoutMs, draining)
  }

  delete(items: readonly Item[]): Promise<DeleteAnswer> {
    return this.#timed((signal) => this.#table.delete(items, signal))
  }

  /** One delete in a request of its own, for which a throttle names its cause. */
  deleteSingly(item: Item): Promise<DeleteAnswer> {
    return this.#timed((signal) => this.#table.deleteSingly(item, signal))
  }

  /** The deadline learns from every delete request how long one takes. */
  async #timed(request: (signal: AbortSignal) => Promise<DeleteAnswer>): Promise<DeleteAnswer> {
    const sentMs = this.#clock.monotonicMs()
    try {
      return await send(request, this.#clock, this.#timeoutMs, this.#deadline.ended)
    } finally {
      this.#deadline.observe(this.#clock.monotonicMs() - sentMs)
    }
  }
}
