import { AccessDenied, TableNotFound } from '../../../functions/scavenge/errors.ts'
import type { Settings } from '../../../functions/scavenge/execution/input.ts'
import { Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type {
  DeleteAnswer,
  Page,
  ScanRequest,
  Table,
  TableDescription,
} from '../../../functions/scavenge/table/table.ts'
import type { Content } from '../table/contents.ts'
import type { RuleAtTable } from '../table/ruleAtTable.ts'
import type { ShownPage } from '../table/table.ts'
import { Batch } from './batch.ts'
import { never, SimulatedProcess } from './process.ts'
import { PassRecord, type Read } from './record.ts'
import { refuse } from './refusal.ts'
import { sendRequest } from './request.ts'
import type { Statement, World } from './world.ts'

const WRITE_REASONS = [
  'TableWriteKeyRangeThroughputExceeded',
  'TableWriteAccountLimitExceeded',
  'IndexWriteProvisionedThroughputExceeded: by-status',
] as const

interface Invoked {
  readonly settings: Settings
  readonly at: RuleAtTable
  readonly cutoffMs: number
  readonly isDue: SimulatedPass['isDue']
  readonly lengthMs: number
  /** The wall clock at virtual time 0. */
  readonly epochMs: number
  /** Whether the token's ledger holds a delete that was allowed. */
  readonly deletesAllowed: boolean
}

/**
 * One pass as its surroundings see it. It is the table that the engine is given, with faults of the network and of the
 * process in between, and it checks the pass's bounds at each step.
 */
export class SimulatedPass implements Table {
  readonly description: TableDescription
  readonly batchSize: number
  readonly at: RuleAtTable
  readonly cutoffMs: number
  /** Whether an item that the filter lets through is a candidate. */
  readonly isDue: (content: Content) => boolean
  readonly process: SimulatedProcess
  readonly record: PassRecord
  readonly removals: Statement[] = []
  wasDenied = false
  #deletesAllowed: boolean
  missedTable = false

  readonly #world: World
  readonly #settings: Settings
  #scans = 0
  #deletes = 0
  #lastBatchMs = 0

  constructor(world: World, invoked: Invoked) {
    const { settings, at, cutoffMs, isDue, lengthMs, epochMs, deletesAllowed } = invoked
    this.#world = world
    this.#settings = settings
    this.at = at
    this.cutoffMs = cutoffMs
    this.isDue = isDue
    this.#deletesAllowed = deletesAllowed
    this.batchSize = world.batchSize
    this.description = world.table.description
    this.process = new SimulatedProcess(world, lengthMs, epochMs)
    this.record = new PassRecord(world, isDue, settings.dryRun)
  }

  /** The pass answered or threw: from now on nothing of it may happen. */
  answered(): void {
    this.process.answered()
    if (this.#scans + this.#deletes > 0)
      this.#world.violate('nothing of a pass runs after its answer', `${this.#scans} scans, ${this.#deletes} deletes`)
  }

  async scan(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    const { record } = this
    record.checkReadAhead(request.segment)
    const { shown, ...page } = await this.#read(request, signal, (heard) => record.shown(request.segment, heard))
    return { ...page, items: shown.map(({ item }) => item) }
  }

  /** As a Scan of the whole table that shows no item: the hints that follow have tests of their own. */
  async firstItems(_attributes: readonly string[], limit: number, signal: AbortSignal): Promise<Page> {
    const request = { segment: 0, totalSegments: 1, startKey: undefined, limit }
    const { shown: _, ...page } = await this.#read(request, signal, ({ readUnits }) => {
      this.record.heard.readUnits += readUnits
    })
    return { ...page, items: [] }
  }

  #read(request: ScanRequest, signal: AbortSignal, heard: (page: ShownPage<Statement>) => void) {
    if (!this.process.enter('scan')) return never()
    const { violate, table } = this.#world
    this.#checkDeadline('a scan')
    if (this.#scans >= this.#settings.readers)
      violate('at most `readers` scans are in flight', `${this.#scans + 1} of ${this.#settings.readers}`)
    this.#scans++
    const work = (): ShownPage<Statement> => {
      this.#admit(undefined, true)
      return table.scan(request, this.at, this.process.monotonicMs())
    }
    return sendRequest(this.#world, this.process, { signal, work: [work], heard, over: () => this.#scans-- })
  }

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    if (!this.process.enter('delete')) return never()
    const sentMs = this.process.monotonicMs()
    this.#checkDeadline('a delete')
    const { violate, faults } = this.#world
    if (this.#deletes >= this.#settings.deleters)
      violate('at most `deleters` deletes are in flight', `${this.#deletes + 1} of ${this.#settings.deleters}`)
    if (items.length === 0 || items.length > this.batchSize) violate('a batch fits', `${items.length} items`)
    if (this.#settings.dryRun) violate('a dry run deletes nothing', 'a delete')
    const { record } = this
    const reads = items.map((item) => record.sent(item))
    const batch = new Batch(this.#world, this, items)
    this.#deletes++
    const work = (from: number, to: number) => () => {
      if (from === 0) this.#admit(items[0], false)
      batch.carryOut(from, to)
    }
    const half = items.length >> 1
    const split = faults.strikes('halfWork') && items.length > 1
    await sendRequest(this.#world, this.process, {
      signal,
      work: split ? [work(0, half), work(half, items.length)] : [work(0, items.length)],
      heard: () => this.#hear(batch, reads),
      over: () => {
        this.#deletes--
        this.#lastBatchMs = this.process.monotonicMs() - sentMs
        for (const read of reads) read.inFlight = false
      },
    })
    return {
      outcomes: batch.done.map(({ outcome }) => outcome),
      writeUnits: batch.writeUnits,
      readUnits: batch.readUnits,
    }
  }

  /**
   * What the pass hears of a batch. A batch that was denied as a whole counts for nothing before any delete was allowed:
   * the pass sends it again, or ends by it.
   */
  #hear(batch: Batch, reads: readonly Read[]): void {
    batch.lookUp()
    const { done, statements } = batch
    const isWell = done.some(({ outcome: { kind } }) => kind === 'deleted' || kind === 'spared')
    this.#deletesAllowed ||= isWell
    if (!this.#deletesAllowed && done.every(({ outcome: { kind } }) => kind === 'denied')) {
      this.wasDenied = true
      return
    }
    this.record.heard.writeUnits += batch.writeUnits
    this.record.heard.readUnits += batch.readUnits
    done.forEach(({ outcome, gone }, index) => {
      const [read, statement] = [reads[index], statements[index]]
      if (read !== undefined && statement !== undefined) this.record.hear(read, { statement, outcome, gone, isWell })
    })
  }

  /** As `delete`, but a throttle refuses the whole request and names a reason. */
  async deleteSingly(item: Item, signal: AbortSignal): Promise<DeleteAnswer> {
    const answer = await this.delete([item], signal)
    // a delete that consumed units had its condition judged: what was throttled is the read that followed
    if (answer.outcomes[0]?.kind === 'throttled' && answer.writeUnits === 0)
      throw new Throttled([this.#world.random.pick(WRITE_REASONS)])
    return answer
  }

  /** Admits a request to the table, or throws the error that refuses it. */
  #admit(item: Item | undefined, read: boolean): void {
    try {
      refuse(this.#world, item, read, this.process.lengthMs)
    } catch (error) {
      this.wasDenied ||= error instanceof AccessDenied
      this.missedTable ||= error instanceof TableNotFound
      throw error
    }
  }

  /** The reserve before the end is at least what answering takes and twice what the last batch took. */
  #checkDeadline(what: string): void {
    const { lengthMs, startedMs } = this.process
    const answerMs = Math.min(2_000, Math.max(50, lengthMs * 0.03))
    const reserveMs = Math.min(lengthMs / 2, answerMs + 2 * this.#lastBatchMs)
    const lateMs = this.process.monotonicMs() - (startedMs + lengthMs - reserveMs)
    if (lateMs > 0.001) this.#world.violate('nothing is begun after the deadline', `${what} ${lateMs} ms after it`)
  }
}
