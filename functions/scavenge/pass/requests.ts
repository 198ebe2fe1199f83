import type { AccessDenied } from '../errors.ts'
import type { Reading } from '../reading/reading.ts'
import { send } from '../request/send.ts'
import { type DeniedRetries, whileDenied } from '../request/whileDenied.ts'
import type { Item } from '../table/item.ts'
import type { DeleteAnswer, DeleteOutcome, Page, ScanRequest, Table } from '../table/table.ts'
import type { IndexPart } from '../table/tableIndex.ts'
import type { Clock } from '../waiting/clock.ts'
import type { Deadline } from './deadline.ts'

/** A request is given up after a quarter of the pass, within these bounds in milliseconds. */
const TIMEOUT_SHARE = 0.25
const MIN_TIMEOUT_MS = 2_000
const MAX_TIMEOUT_MS = 10_000

export interface RequestsContext {
  readonly table: Table
  readonly reading: Reading
  readonly clock: Clock
  readonly deadline: Deadline
  /** Whether a delete of this execution was allowed in a pass before this one. */
  readonly deletesAllowed: boolean
  /** Called for each denial after which a request is tried again. */
  readonly onDenied: (code: string) => void
}

/**
 * The table's requests under a pass's limits of time: each is given up after a quarter of the pass, between 2 and 10 s,
 * a read also at the deadline, a delete when the pass must answer. A denied one is tried again as `whileDenied` says.
 * Each rejects as the table's own or as `send` does.
 */
export class Requests {
  readonly #context: RequestsContext
  readonly #timeoutMs: number
  readonly #denied: DeniedRetries
  #deletesAllowed: boolean

  constructor(context: RequestsContext) {
    const { clock, deadline, deletesAllowed, onDenied } = context
    this.#context = context
    this.#timeoutMs = Math.max(MIN_TIMEOUT_MS, Math.min(MAX_TIMEOUT_MS, deadline.lengthMs * TIMEOUT_SHARE))
    this.#denied = { clock, ended: deadline.draining, leftMs: () => deadline.leftMs, onDenied }
    this.#deletesAllowed = deletesAllowed
  }

  /** Deletes in one request at most: fewer once the engine has shown that it takes fewer. */
  get batchSize(): number {
    return this.#context.table.batchSize
  }

  scan(request: ScanRequest): Promise<Page> {
    const { table, reading, clock, deadline } = this.#context
    const part = partOf(reading, request.segment)
    const once = () =>
      send((signal) => table.scan({ ...request, part }, signal), clock, this.#timeoutMs, deadline.draining)
    return whileDenied(once, this.#denied)
  }

  /** The first items as `Table` says. */
  firstItems(attributes: readonly string[], limit: number): Promise<Page> {
    const { table, clock, deadline } = this.#context
    return send((signal) => table.firstItems(attributes, limit, signal), clock, this.#timeoutMs, deadline.draining)
  }

  /**
   * Throws AccessDenied where the whole batch was denied and no delete of the execution was allowed before: a denied
   * key may be alone in its batch.
   */
  delete(items: readonly Item[]): Promise<DeleteAnswer> {
    return this.#delete((signal) => this.#context.table.delete(items, signal))
  }

  /** One delete in a request of its own, for which a throttle names its cause. Throws as `delete` does. */
  deleteSingly(item: Item): Promise<DeleteAnswer> {
    return this.#delete((signal) => this.#context.table.deleteSingly(item, signal))
  }

  #delete(request: (signal: AbortSignal) => Promise<DeleteAnswer>): Promise<DeleteAnswer> {
    return whileDenied(async () => {
      const answer = await this.#timed(request)
      const { outcomes } = answer
      this.#deletesAllowed ||= outcomes.some(({ kind }) => kind === 'deleted' || kind === 'spared')
      const denial = this.#deletesAllowed ? undefined : denialOfAll(outcomes)
      if (denial !== undefined) throw denial
      return answer
    }, this.#denied)
  }

  /** The deadline learns from every delete request how long one takes. */
  async #timed(request: (signal: AbortSignal) => Promise<DeleteAnswer>): Promise<DeleteAnswer> {
    const { clock, deadline } = this.#context
    const sentMs = clock.monotonicMs()
    try {
      return await send(request, clock, this.#timeoutMs, deadline.ended)
    } finally {
      deadline.observe(clock.monotonicMs() - sentMs)
    }
  }
}

/** What is read in place of a segment; undefined where that is read itself. */
function partOf(reading: Reading, segment: number): IndexPart | undefined {
  if (reading.kind === 'scan') return undefined
  const part = reading.parts[segment]
  if (part === undefined) throw new Error(`reading: expected ${reading.parts.length} parts, found segment ${segment}`)
  return part
}

/** The first denial, where each delete that was sent was denied. */
function denialOfAll(outcomes: readonly DeleteOutcome[]): AccessDenied | undefined {
  const sent = outcomes.filter(({ kind }) => kind !== 'unsent')
  const denials = sent.flatMap((outcome) => (outcome.kind === 'denied' ? [outcome.error] : []))
  return denials.length === sent.length ? denials[0] : undefined
}
