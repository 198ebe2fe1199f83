import type { ShardsFailed } from '../../../functions/scavenge/errors.ts'
import type { Round } from '../../../functions/scavenge/execution/shards/round.ts'
import type { Gathered } from '../../../functions/scavenge/tasks/gather.ts'
import { type Carry, NOTHING } from '../run/carry.ts'
import type { SimulatedExecution } from '../shards/execution.ts'
import type { SimulatedPass } from '../world/pass.ts'
import type { Violate } from '../world/world.ts'
import { checkLedger } from './answer.ts'

/** What has become of one shard so far. */
interface Newest {
  /** Its newest execution; undefined where none was ever started. */
  readonly execution: SimulatedExecution | undefined
  /** The newest one before that whose history holds a token. */
  readonly earlier: SimulatedExecution | undefined
}

type Limits = { readonly shards: number; readonly mostDeletes: number }

/** What all shards of a run have done together, kept by the simulation itself. */
export class SumCheck {
  #limits: Limits
  readonly #violate: Violate
  readonly #newest = new Map<string, Newest>()
  /** Executions without a token in whose place others begin anew: each is a lost pass. */
  readonly #replaced = new Set<SimulatedExecution>()
  /** The parent's, once it has begun. */
  cutoffMs: number | undefined

  constructor(limits: Limits, violate: Violate) {
    this.#limits = limits
    this.#violate = violate
  }

  /** A person has looked, and lifts the guards. */
  loosen(): void {
    this.#limits = { ...this.#limits, mostDeletes: Number.POSITIVE_INFINITY }
  }

  /** A round names a shard to start, and the execution in whose place it goes on. */
  wanted(shard: string, from: string | undefined): void {
    const { execution } = this.#of(shard)
    const holder = this.#holderOf(shard)
    if (from !== holder?.name) this.#violate('a shard goes on from its last token', `${from}, not ${holder?.name}`)
    if (execution?.status === 'RUNNING') this.#violate('a shard runs once at a time', `${shard} twice`)
    if (execution?.isFinished) this.#violate('a finished shard is not started again', shard)
    if (execution !== undefined && from === undefined) this.#replaced.add(execution)
  }

  /** A shard was started. */
  started(shard: string, execution: SimulatedExecution): void {
    this.#newest.set(shard, { execution, earlier: this.#holderOf(shard) })
  }

  /** The carry of a shard that goes on. */
  carryOf(shard: string): Carry {
    return this.#holderOf(shard)?.carry ?? NOTHING
  }

  /** Every pass that the newest executions hold, of all shards. */
  get carry(): Carry {
    const carries = [...this.#newest.values()].map(({ execution }) => execution?.carry ?? NOTHING)
    return {
      ...NOTHING,
      passes: carries.flatMap(({ passes }) => passes),
      lost: carries.reduce((sum, { lost }) => sum + lost, this.#replaced.size),
      cutoffMs: this.cutoffMs,
      readsFromMs: Math.min(...carries.map(({ readsFromMs }) => readsFromMs)),
    }
  }

  /** Whether every shard has finished. */
  get isFinished(): boolean {
    return this.#unfinished.length === 0
  }

  get #unfinished(): readonly string[] {
    const all = Array.from({ length: this.#limits.shards }, (_, at) => `${at + 1}/${this.#limits.shards}`)
    return all.filter((shard) => !this.#of(shard).execution?.isFinished)
  }

  /** Checks what holds at every moment: the shards together stay within their parent's guards. */
  check(): void {
    const deleted = this.carry.passes.reduce((sum, { record }) => sum + record.heard.deleted, 0)
    const { mostDeletes } = this.#limits
    if (deleted > mostDeletes)
      this.#violate('all shards together stay within the guards', `${deleted}, not ${mostDeletes}`)
  }

  /** Checks gather's answer. While a shard runs, what it has done is not in the sum. */
  checkGathered(answer: Gathered, { segments }: Round): void {
    const { passes, lost, cutoffMs } = this.carry
    const { status, progress, cutoff } = answer
    if (status !== 'continue') checkLedger(answer.ledger, passes, lost, this.#violate)
    this.check()
    if (Date.parse(cutoff) !== cutoffMs) this.#violate('the cutoff is fixed', `${cutoff}, not ${cutoffMs}`)
    if (progress.totalSegments !== segments || (status === 'complete' && progress.segmentsDone !== segments))
      this.#violate('progress is that of all segments', JSON.stringify(progress))
    if (status === 'complete' && !this.isFinished)
      this.#violate('complete says that every shard has finished', this.#unfinished.join())
    if (status === 'complete' && answer.ledger.abandoned !== 0)
      this.#violate('the ledger is exact: nothing is abandoned in the end', `${answer.ledger.abandoned}`)
    if (status === 'guardTripped' && answer.trip.found !== this.#limits.mostDeletes)
      this.#violate('a guard trips at its limit', `${answer.trip.found}, not ${this.#limits.mostDeletes}`)
  }

  /** Checks that ShardsFailed names every shard that is unfinished, and no other. */
  checkFailed({ message }: ShardsFailed): void {
    const named = [...message.matchAll(/(\d+\/\d+) \(/g)].map(([, shard]) => shard)
    if (named.join() !== this.#unfinished.join())
      this.#violate('ShardsFailed names those that failed', `${named.join()}, not ${this.#unfinished.join()}`)
  }

  /** Checks that each segment was worked by one shard alone, and once all have finished, that none was left out. */
  checkSegments(shardOf: ReadonlyMap<SimulatedPass, string>, segments: number): void {
    const workers = new Map<number, string>()
    for (const [{ record }, shard] of shardOf) {
      for (const segment of record.segments) {
        const worker = workers.get(segment) ?? shard
        if (worker !== shard)
          this.#violate('each segment is worked by one shard', `${segment} by ${worker} and ${shard}`)
        workers.set(segment, worker)
      }
    }
    if (this.isFinished && workers.size !== segments)
      this.#violate('every segment is worked', `${workers.size} of ${segments}`)
  }

  /** Checks that what a shard was given and what it gives back is short and holds no token, and that its state fits. */
  checkTexts({ name, input, output = '', longestData }: SimulatedExecution): void {
    if (/sc\d+\./.test(input + output)) this.#violate('no input or output of a shard holds a token', name)
    if (longestData > MAX_DATA) this.#violate('the data of a state fits', `${longestData} characters`)
  }

  #holderOf(shard: string): SimulatedExecution | undefined {
    const { execution, earlier } = this.#of(shard)
    return execution?.holdsToken ? execution : earlier
  }

  #of(shard: string): Newest {
    return this.#newest.get(shard) ?? { execution: undefined, earlier: undefined }
  }
}

/** Step Functions' bound on the data of a state, in bytes; all of it is ASCII but the keys, which are in base64. */
const MAX_DATA = 262_144
