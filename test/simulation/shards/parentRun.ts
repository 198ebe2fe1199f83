import { ScavengeError, ShardsFailed } from '../../../functions/scavenge/errors.ts'
import type { Round } from '../../../functions/scavenge/execution/shards/round.ts'
import { type Gathered, gather } from '../../../functions/scavenge/tasks/gather.ts'
import { shardEnd } from '../../../functions/scavenge/tasks/shards/shardEnd.ts'
import { parsedOrRefused } from '../run/invocation.ts'
import { BEFORE_FIRST, type GoesOn, idOf, runBegin } from './beginTask.ts'
import type { SimulatedExecution } from './execution.ts'
import { answered, type Machine, runTask, type Tried } from './machine.ts'
import { ShardsMap } from './shardsMap.ts'

/** How a parent ended, until somebody redrives it or runs it again. */
export type ParentEnd = 'complete' | 'FailedItems' | 'guardTripped' | 'failed' | 'handedOver'

/** What Begin left in the parent's state. */
interface AfterBegin {
  readonly decided: GoesOn['decided']
  readonly retryCount: number
}

/** A parent: the states of the state machine that it passes. */
export class ParentRun {
  readonly execution: SimulatedExecution
  readonly #machine: Machine
  readonly #map: ShardsMap
  #after: AfterBegin | undefined
  #round: Round | undefined
  /** Whether the shards of the round have all ended. */
  #isMapped = false
  /** Gather's answer, or what stands in its place before the first. */
  #pass: object = BEFORE_FIRST
  rounds = 0
  /** What gather answered last. */
  answer: Gathered | undefined

  constructor(machine: Machine, execution: SimulatedExecution) {
    this.#machine = machine
    this.#map = new ShardsMap(machine, execution)
    this.execution = execution
  }

  /** Segments of all shards together. */
  get segments(): number {
    return this.#round?.segments ?? 0
  }

  /** Runs until the execution ends, from where it is: at its start, or at the state that failed. */
  async run(): Promise<ParentEnd> {
    if (this.#after === undefined) await this.#begin()
    if (this.#after === undefined || this.#round === undefined) return 'failed'
    for (;;) {
      const round = this.#round
      this.#isMapped ||= await this.#map.run(round)
      if (!this.#isMapped) return 'failed'
      this.#left('MapStateExited', 'Shards')
      const answer = await this.#gather(this.#after, round)
      if (answer === undefined) return 'failed'
      const end = await this.#afterGather(answer)
      if (end !== undefined) return end
    }
  }

  async #begin(): Promise<void> {
    const { setting, disturbance, sum } = this.#machine
    const done = await runBegin(this.#machine, this.execution)
    if (done === undefined) return
    const { begun, retryCount } = done
    if (begun.status !== 'shards') throw new Error(`parent: expected its shards, found ${begun.status}`)
    const { round, decided } = begun
    const leastMs = Math.max(disturbance.rule.olderThanMs, setting.olderThanMs ?? 0)
    sum.cutoffMs ??= this.execution.startMs - leastMs
    if (Date.parse(String(round.input.cutoff)) !== sum.cutoffMs)
      setting.world.violate('the cutoff is fixed', `${round.input.cutoff}, not ${sum.cutoffMs}`)
    this.#after = { decided, retryCount }
    this.#deal(round)
    this.#left('PassStateExited', 'FirstRound')
  }

  /** The data of the execution's states. */
  get #state() {
    const { decided, retryCount } = { ...this.#after }
    const begin = { retryCount, Payload: { status: 'shards', decided } }
    return { input: JSON.parse(this.execution.input), begin, round: this.#round, pass: { Payload: this.#pass } }
  }

  #left(type: 'MapStateExited' | 'PassStateExited', name: string): void {
    this.execution.left(this.#machine.nowMs(), type, { name, state: this.#state })
  }

  #deal(round: Round): void {
    for (const { input } of round.shards) this.#machine.sum.wanted(input.shard, input.continueFrom)
    this.#round = round
    this.#isMapped = false
    this.rounds++
  }

  async #gather({ decided, retryCount: beginRetryCount }: AfterBegin, round: Round): Promise<Gathered | undefined> {
    const { execution } = this
    const { setting, sum, nowMs } = this.#machine
    const input = JSON.parse(execution.input)
    const done = await runTask<Gathered>(this.#machine, execution, {
      payloadOf: (retryCount) => ({
        task: 'gather',
        input,
        pass: this.#pass,
        decided,
        round,
        execution: idOf(execution),
        retryCount,
        beginRetryCount,
        limits: { historyEvents: setting.parentEvents, ageDays: 330 },
      }),
      invoke: (event) => this.#invokeGather(event),
    })
    if (done === undefined) return undefined
    const { answer } = done
    execution.answered(nowMs(), { name: 'Gather', answer, state: { ...this.#state, pass: { Payload: answer } } })
    sum.checkGathered(answer, round)
    this.answer = answer
    return answer
  }

  async #invokeGather(event: unknown): Promise<Tried<Gathered>> {
    const { disturbance, executions, setting, nowMs } = this.#machine
    const rule = disturbance.rule.parsed
    const input = parsedOrRefused(event, rule)
    if (input instanceof ScavengeError) return input
    const { round } = input
    if (round === undefined) throw new Error('gather: expected a round')
    const outcome = await answered(this.#machine, () =>
      gather(
        { ...input, round },
        {
          rule,
          nowMs,
          endOf: (shard, common) =>
            shardEnd(
              shard,
              { arn: this.execution.arn, common },
              { ...executions.requests, withinMs: 0.8 * setting.lengthMs },
            ),
        },
      ),
    )
    if (outcome instanceof ShardsFailed) this.#machine.sum.checkFailed(outcome)
    return outcome
  }

  /** How the execution ended; undefined where it goes on. */
  async #afterGather(answer: Gathered): Promise<ParentEnd | undefined> {
    const { execution } = this
    const { setting, nowMs } = this.#machine
    switch (answer.status) {
      case 'shards': {
        const { round, historyEvents, redrives } = answer
        this.#deal(round)
        this.#pass = { status: 'shards', historyEvents, redrives }
        this.#left('PassStateExited', 'NextRound')
        return undefined
      }
      case 'continue':
        if (answer.successor !== undefined) return this.#handOver(answer)
        this.#pass = answer
        await setting.world.clock.sleep(answer.waitSeconds * 1_000)
        return undefined
      case 'guardTripped':
        execution.ended(nowMs(), { status: 'FAILED', error: 'GuardTripped' })
        return 'guardTripped'
      case 'complete': {
        const isWhole = answer.ledger.failed === 0
        if (isWhole) execution.succeeded(nowMs(), answer)
        else execution.ended(nowMs(), { status: 'FAILED', error: 'FailedItems' })
        return isWhole ? 'complete' : 'FailedItems'
      }
      default:
        return answer satisfies never
    }
  }

  /** The states HandOverShards to Continued: the successor may begin before this execution has ended. */
  #handOver({ ledger, progress, cutoff, dryRun, successor }: Gathered): 'handedOver' {
    const { execution } = this
    const { setting, nowMs } = this.#machine
    const output = { status: 'continued', ledger, progress, cutoff, dryRun }
    const { input, begin } = this.#state
    const changes = { force: true, continueFrom: execution.name }
    const state = { changes, input, name: successor, begin, output }
    execution.left(nowMs(), 'PassStateExited', { name: 'HandOverShards', state })
    setting.world.clock.after(setting.random.chance(0.5) ? 0 : setting.lengthMs, () =>
      execution.succeeded(nowMs(), { ...output, successor }),
    )
    return 'handedOver'
  }
}
