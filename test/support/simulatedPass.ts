import type { Clock } from '../../functions/scavenge/clock.ts'
import { AccessDenied, TableNotFound } from '../../functions/scavenge/errors.ts'
import type { PassInput } from '../../functions/scavenge/input.ts'
import {
  type DeleteAnswer,
  type DeleteOutcome,
  type Item,
  type Page,
  RequestFailed,
  type ScanRequest,
  type Table,
  type TableDescription,
  Throttled,
} from '../../functions/scavenge/table.ts'
import type { ManualClock, Timer } from './manualClock.ts'
import type { Faults } from './simulatedFaults.ts'
import type { Random } from './simulatedRandom.ts'
import type { Removal, RuleAtTable, Shown, SimulatedTable } from './simulatedTable.ts'

/** Tries of one delete that fail by themselves before it counts as failed (docs/contract.md). */
const MAX_ATTEMPTS = 10

/** A delete that the table was asked for, and whether its pass heard what became of it. */
export interface Statement {
  readonly pass: SimulatedPass
  heard: boolean
}

/** An acknowledged delete that found its item gone, and who had removed it. */
export interface Gone {
  readonly removal: Removal<Statement>
  readonly stale: boolean
}

/** What all passes of a run share. */
export interface World {
  readonly clock: ManualClock
  readonly faults: Faults
  readonly random: Random
  readonly table: SimulatedTable<Statement>
  readonly batchSize: number
  readonly latencyMs: number
  /** Whether a request that is given up tells so, or hangs. */
  readonly abortsAnswer: boolean
  readonly jitterMs: number
  /** From when on the table does not move, and whether reads stand still too. */
  readonly frozen: { readonly fromMs: number; readonly reads: boolean } | undefined
  storm: { untilMs: number; partition: number | undefined }
  /** Until when the table is missing, between its deletion and its making. */
  missingUntilMs: number
  readonly violate: (invariant: string, found: string) => void
}

interface ReadPage {
  unsettled: number
}

interface Read {
  readonly shown: Shown<Statement>
  readonly page: ReadPage
  attempts: number
  inFlight: boolean
  settled: boolean
}

/**
 * One pass as its surroundings see it: the clock and the table that the engine is given, with the network's and the
 * process's faults between, and the bounds that it must keep to checked at each of its steps.
 */
export class SimulatedPass implements Clock, Table {
  readonly description: TableDescription
  readonly batchSize: number
  readonly at: RuleAtTable
  readonly cutoffMs: number
  readonly lengthMs: number
  readonly startedMs: number
  /** Resolves when the process is killed, or at its hard limit. */
  readonly died: Promise<void>
  readonly heard = { deleted: 0, spared: 0, failed: 0, scanned: 0, readUnits: 0, writeUnits: 0 }
  readonly gone: Gone[] = []
  /** Deletes of this pass that removed an item. */
  readonly removals: Statement[] = []
  readonly failedKeys = new Set<string>()
  wasDenied = false
  missedTable = false
  lastHeardDeleteMs = Number.NEGATIVE_INFINITY

  readonly #world: World
  readonly #input: PassInput
  readonly #stall: { readonly fromMs: number; readonly untilMs: number } | undefined
  readonly #killAtCall: number
  readonly #reads = new Map<Item, Read>()
  readonly #lastPages = new Map<number, ReadPage[]>()
  readonly #pending = new Set<Timer>()
  #die: () => void = () => undefined
  #alive = true
  #over = false
  #calls = 0
  #scans = 0
  #deletes = 0
  #lastBatchMs = 0

  constructor(world: World, input: PassInput, at: RuleAtTable, cutoffMs: number, lengthMs: number) {
    const { clock, faults, table, batchSize } = world
    this.#world = world
    this.#input = input
    this.at = at
    this.cutoffMs = cutoffMs
    this.lengthMs = lengthMs
    this.batchSize = batchSize
    this.description = table.description
    this.startedMs = clock.monotonicMs()
    this.died = new Promise((resolve) => {
      this.#die = resolve
    })
    if (faults.strikes('stall')) {
      const random = faults.random('stall')
      const fromMs = this.startedMs + random.between(0, lengthMs)
      this.#stall = { fromMs, untilMs: fromMs + lengthMs * random.magnitude(0.001, 1) }
    }
    this.#killAtCall = faults.strikes('killAtCall')
      ? Math.ceil(faults.random('killAtCall').magnitude(1, 3_000))
      : Number.POSITIVE_INFINITY
    if (faults.strikes('kill')) {
      const random = faults.random('kill')
      this.#later(lengthMs * random.magnitude(0.001, 1), () => this.kill())
    }
    this.#later(lengthMs + world.jitterMs, () => {
      if (this.#alive && !this.#over && this.#stall === undefined)
        world.violate('a pass answers before its hard limit', `none after ${lengthMs} ms`)
      this.kill()
    })
  }

  /** Ends the process: what it has sent is with the table, nothing else of it happens. */
  kill(): void {
    if (!this.#alive || this.#over) return
    this.#alive = false
    for (const timer of this.#pending) timer.cancelled = true
    this.#die()
  }

  /** The pass answered or threw: from now on nothing of it may happen. */
  answered(): void {
    const { violate } = this.#world
    this.#over = true
    for (const timer of this.#pending) {
      if (!timer.cancelled) violate('nothing of a pass runs after its answer', 'a timer that is still set')
      timer.cancelled = true
    }
    if (this.#scans + this.#deletes > 0)
      violate('nothing of a pass runs after its answer', `${this.#scans} scans, ${this.#deletes} deletes`)
  }

  monotonicMs(): number {
    return this.#world.clock.monotonicMs()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.#enter('sleep')) return never()
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = (): undefined => {
        timer.cancelled = true
        this.#pending.delete(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const dueMs = this.monotonicMs() + Math.max(0, ms + this.#jitter())
      const timer = this.#world.clock.at(this.#awake(dueMs), done)
      this.#pending.add(timer)
      signal?.addEventListener('abort', done, { once: true })
    })
  }

  async scan(request: ScanRequest, signal: AbortSignal): Promise<Page> {
    if (!this.#enter('scan')) return never()
    const { violate, table } = this.#world
    this.#checkDeadline('a scan')
    if (this.#scans >= this.#input.readers)
      violate('at most `readers` scans are in flight', `${this.#scans + 1} of ${this.#input.readers}`)
    const pages = this.#lastPages.get(request.segment) ?? []
    if (pages.filter(({ unsettled }) => unsettled > 0).length > 1)
      violate('a segment reads at most one page ahead', 'a third page asked for while two hold unsettled items')
    this.#scans++
    const { promise, resolve } = this.#send(
      signal,
      () => this.#scans--,
      () => {
        this.#checkMoves(undefined, true)
        return table.scan(request, this.at, this.monotonicMs())
      },
    )
    resolve((page) => {
      this.heard.scanned += page.scannedCount
      this.heard.readUnits += page.readUnits
      const read: ReadPage = { unsettled: 0 }
      for (const shown of page.shown) {
        this.#reads.set(shown.item, { shown, page: read, attempts: 0, inFlight: false, settled: false })
        if (!this.#input.dryRun && this.#isCandidate(shown)) read.unsettled++
      }
      this.#lastPages.set(request.segment, [...pages.slice(-1), read])
    })
    const { shown, scannedCount, lastKey, readUnits } = await promise
    return { items: shown.map(({ item }) => item), scannedCount, lastKey, readUnits }
  }

  async delete(items: readonly Item[], signal: AbortSignal): Promise<DeleteAnswer> {
    if (!this.#enter('delete')) return never()
    const sentMs = this.monotonicMs()
    this.#checkDeadline('a delete')
    const { violate, faults } = this.#world
    if (this.#deletes >= this.#input.deleters)
      violate('at most `deleters` deletes are in flight', `${this.#deletes + 1} of ${this.#input.deleters}`)
    if (items.length === 0 || items.length > this.batchSize) violate('a batch fits', `${items.length} items`)
    if (this.#input.dryRun) violate('a dry run deletes nothing', 'a delete')
    const reads = items.map((item) => this.#begin(item))
    const statements = items.map((): Statement => ({ pass: this, heard: false }))
    this.#deletes++
    const outcomes: (DeleteOutcome | undefined)[] = items.map(() => undefined)
    const goneBefore: (Removal<Statement> | undefined)[] = []
    let writeUnits = 0
    const work = (from: number, to: number) => {
      if (from === 0) this.#checkMoves(items[0], false)
      for (let index = from; index < to; index++) {
        const item = items[index]
        const statement = statements[index]
        if (item === undefined || statement === undefined) continue
        const lost = faults.strikes('internalStatement')
        if (lost && faults.random('internalStatement').chance(0.7)) {
          outcomes[index] = { kind: 'retryable', code: 'InternalServerError' }
          continue
        }
        const outcome = this.#carryOut(item, statement)
        if (outcome.kind === 'deleted' || outcome.kind === 'spared') writeUnits++
        if (outcome.kind === 'deleted') goneBefore[index] = outcome.removal
        outcomes[index] = lost ? { kind: 'retryable', code: 'InternalServerError' } : outcome
      }
      return { writeUnits }
    }
    const { promise, resolve } = this.#send(
      signal,
      () => {
        this.#deletes--
        this.#lastBatchMs = this.monotonicMs() - sentMs
        for (const read of reads) read.inFlight = false
      },
      () => work(0, items.length),
      faults.strikes('halfWork') && items.length > 1
        ? [() => work(0, items.length >> 1), () => work(items.length >> 1, items.length)]
        : undefined,
    )
    resolve(() => {
      this.heard.writeUnits += writeUnits
      reads.forEach((read, index) => {
        const statement = statements[index]
        const outcome = outcomes[index]
        if (statement !== undefined && outcome !== undefined) this.#hear(read, statement, outcome, goneBefore[index])
      })
    })
    await promise
    return { outcomes: outcomes.map((outcome) => plain(outcome)), writeUnits }
  }

  #begin(item: Item): Read {
    const { violate } = this.#world
    const read = this.#reads.get(item)
    if (read === undefined) throw new Error('delete: expected an item that was read, found another')
    if (!this.#isCandidate(read.shown)) violate('only candidates are sent to be deleted', 'another item')
    if (read.inFlight) violate('an item is sent once at a time', 'twice')
    if (read.settled) violate('a settled item is not sent again', 'one that is')
    read.inFlight = true
    return read
  }

  /** One delete at the table, with the bound on what may be deleted checked at that moment. */
  #carryOut(item: Item, statement: Statement): DeleteOutcome & { readonly removal?: Removal<Statement> } {
    const { table, faults, violate } = this.#world
    if (faults.strikes('throttledStatement')) return { kind: 'throttled', reasons: [] }
    const entry = table.find(item)
    const before = entry?.versions.at(-1)?.content
    const removal = entry?.removal
    const done = table.delete(item, this.at, this.monotonicMs(), statement)
    switch (done) {
      case 'removed':
        this.removals.push(statement)
        if (before === undefined || !this.#wants(before))
          violate('no item is deleted that the rule did not call for', 'one that was none when it was deleted')
        return { kind: 'deleted' }
      case 'gone':
        if (removal === undefined) violate('what is gone was removed', 'an item that never was')
        return removal === undefined ? { kind: 'deleted' } : { kind: 'deleted', removal }
      case 'spared':
        return { kind: 'spared' }
      case 'throttled':
        return { kind: 'throttled', reasons: [] }
      case 'rejected':
        return { kind: 'rejected', code: 'ValidationError' }
      default:
        return done satisfies never
    }
  }

  #hear(read: Read, statement: Statement, outcome: DeleteOutcome, gone: Removal<Statement> | undefined): void {
    statement.heard = outcome.kind === 'deleted'
    if (outcome.kind === 'throttled') return
    if (outcome.kind === 'retryable' && ++read.attempts < MAX_ATTEMPTS) return
    read.settled = true
    read.page.unsettled--
    if (outcome.kind === 'deleted') {
      this.heard.deleted++
      this.lastHeardDeleteMs = this.monotonicMs()
      if (gone !== undefined) this.gone.push({ removal: gone, stale: read.shown.stale })
    } else if (outcome.kind === 'spared') this.heard.spared++
    else {
      this.heard.failed++
      this.failedKeys.add(read.shown.entry.place.id)
    }
  }

  #isCandidate({ content }: Shown<Statement>): boolean {
    return typeof content.time === 'number' && content.time <= this.cutoffMs
  }

  #wants(content: Shown<Statement>['content']): boolean {
    return this.at.rule.matches(content.attributes) && typeof content.time === 'number' && content.time <= this.cutoffMs
  }

  /** Whether the process still runs; every call of the engine's passes here. */
  #enter(call: 'sleep' | 'scan' | 'delete'): boolean {
    if (!this.#alive) return false
    if (this.#over) this.#world.violate('nothing of a pass runs after its answer', `a ${call}`)
    if (++this.#calls === this.#killAtCall) {
      this.kill()
      return false
    }
    return true
  }

  /** The reserve before the end is at least what answering takes and twice what the last batch took. */
  #checkDeadline(what: string): void {
    const answerMs = Math.min(2_000, Math.max(50, this.lengthMs * 0.03))
    const reserveMs = Math.min(this.lengthMs / 2, answerMs + 2 * this.#lastBatchMs)
    const lateMs = this.monotonicMs() - (this.startedMs + this.lengthMs - reserveMs)
    if (lateMs > 0.001) this.#world.violate('nothing is begun after the deadline', `${what} ${lateMs} ms after it`)
  }

  /** What the table itself answers before it does anything. Throws. */
  #checkMoves(item: Item | undefined, read: boolean): void {
    const { faults, storm, frozen, missingUntilMs, table, clock } = this.#world
    const now = clock.monotonicMs()
    if (now < missingUntilMs) {
      this.missedTable = true
      throw new TableNotFound('table things: expected to exist, found none')
    }
    const reason = read ? 'TableReadKeyRangeThroughputExceeded' : 'TableWriteKeyRangeThroughputExceeded'
    if (frozen !== undefined && now >= frozen.fromMs && (!read || frozen.reads)) throw new Throttled([reason])
    if (faults.strikes('denied')) {
      this.wasDenied = true
      throw new AccessDenied('dynamodb: expected to be allowed, found AccessDeniedException')
    }
    for (const fault of ['throttleStorm', 'partitionStorm'] as const) {
      if (now <= storm.untilMs || !faults.strikes(fault)) continue
      storm.untilMs = now + this.lengthMs * faults.random(fault).magnitude(0.01, 3)
      storm.partition = fault === 'partitionStorm' && item !== undefined ? table.partitionOf(item) : undefined
    }
    const hit = storm.partition === undefined || (item !== undefined && table.partitionOf(item) === storm.partition)
    if (now < storm.untilMs && hit) throw new Throttled([reason])
    if (faults.strikes('throttledRequest')) throw new Throttled([reason])
  }

  /**
   * A request on its way: it arrives, the table works, the answer comes back, and each of them may go wrong.
   * `resolve` takes what happens the moment the engine hears the answer.
   */
  #send<Answer>(
    signal: AbortSignal,
    close: () => void,
    work: () => Answer,
    halves?: readonly [() => Answer, () => Answer],
  ) {
    const { clock, faults, random, latencyMs, abortsAnswer } = this.#world
    const heard: ((answer: Answer) => void)[] = []
    const latency = latencyMs * (0.3 + random.exponential(1))
    const late = faults.strikes('lateWork') ? this.lengthMs * faults.random('lateWork').magnitude(0.01, 2) : 0
    const slow = faults.strikes('slowAnswer') ? this.lengthMs * faults.random('slowAnswer').magnitude(0.01, 1) : 0
    const resetBefore = faults.strikes('resetBefore')
    const resetAfter = faults.strikes('resetAfter')
    const internal = faults.strikes('internalError')
    const silence = faults.strikes('silence')
    const works = !resetBefore && !((internal || silence) && random.chance(0.5))
    const dropped = random.chance(0.5)

    const promise = new Promise<Answer>((resolve, reject) => {
      let open = true
      const over = () => {
        open = false
        signal.removeEventListener('abort', aborted)
        close()
      }
      const aborted = () => {
        if (!open || !this.#alive) return
        over()
        if (dropped) arrival.cancelled = true
        if (abortsAnswer) reject(new RequestFailed('Aborted'))
      }
      const answer = (deliver: () => void): void => {
        const come = (): 'quiet' | undefined => {
          if (!open || !this.#alive) return 'quiet'
          over()
          deliver()
          return undefined
        }
        if (silence) return
        clock.at(this.#awake(clock.monotonicMs() + latency / 2 + slow), come)
      }
      const finish = (result: Answer) => {
        if (resetAfter) return answer(() => reject(new RequestFailed('ECONNRESET')))
        if (internal) return answer(() => reject(new RequestFailed('InternalServerError')))
        return answer(() => {
          for (const hear of heard) hear(result)
          resolve(result)
        })
      }
      const arrival = clock.at(clock.monotonicMs() + latency / 2 + late, () => {
        if (!this.#alive && dropped) return 'quiet'
        if (!works) {
          answer(() => reject(new RequestFailed(resetBefore ? 'ECONNRESET' : 'InternalServerError')))
          return 'quiet'
        }
        try {
          if (halves === undefined) finish(work())
          else {
            halves[0]()
            clock.at(clock.monotonicMs() + latency, () => {
              finish(halves[1]())
              return 'quiet'
            })
          }
        } catch (error) {
          answer(() => reject(error))
        }
        return 'quiet'
      })
      signal.addEventListener('abort', aborted, { once: true })
    })
    return { promise, resolve: (hear: (answer: Answer) => void) => heard.push(hear) }
  }

  #jitter(): number {
    const { jitterMs, faults } = this.#world
    return jitterMs === 0 ? 0 : faults.random('timerJitter').between(-1, jitterMs)
  }

  /** When the process notices what is due at `atMs`: one that stands still, only afterwards. */
  #awake(atMs: number): number {
    const { fromMs = 0, untilMs = 0 } = this.#stall ?? {}
    return atMs >= fromMs ? Math.max(atMs, untilMs) : atMs
  }

  #later(ms: number, run: () => void): void {
    this.#world.clock.at(this.startedMs + ms, () => {
      run()
      return undefined
    })
  }
}

function plain(outcome: DeleteOutcome | undefined): DeleteOutcome {
  if (outcome === undefined) throw new Error('delete: expected an outcome for each statement, found none')
  return outcome.kind === 'deleted' ? { kind: 'deleted' } : outcome
}

/** A promise of its own each time: one for all would hold on to whoever ever waited for it. */
function never(): Promise<never> {
  return new Promise(() => undefined)
}
