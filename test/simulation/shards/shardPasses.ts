import { ScavengeError } from '../../../functions/scavenge/errors.ts'
import { nameOfExecution } from '../../../functions/scavenge/execution/deployedExecution.ts'
import { historyAfter } from '../../../functions/scavenge/execution/history.ts'
import type { PassInput } from '../../../functions/scavenge/execution/input.ts'
import { PARENT_ABORTED } from '../../../functions/scavenge/execution/shards/shardStatus.ts'
import { startKeyAttributes } from '../../../functions/scavenge/table/tableIndex.ts'
import type { PassAnswer } from '../../../functions/scavenge/tasks/pass.ts'
import { shardAnswer } from '../../../functions/scavenge/tasks/shards/shardAnswer.ts'
import { checkAnswer, checkToken } from '../checks/answer.ts'
import { FrozenTable } from '../checks/error.ts'
import { checkGuard, mostDeletes } from '../checks/guard.ts'
import { checkShardError } from '../checks/shardError.ts'
import { type Outcome, parsedOrRefused } from '../run/invocation.ts'
import type { SimulatedPass } from '../world/pass.ts'
import type { SimulatedExecution } from './execution.ts'
import type { Machine, Tried } from './machine.ts'

/** Passes of a run after which its executions count as ones that never end. */
const MAX_PASSES = 5_000

type Heard = Exclude<Outcome, string | ScavengeError>

/** Invokes the passes of a shard's execution, and keeps what they hand on. */
export class ShardPasses {
  readonly #machine: Machine
  readonly #execution: SimulatedExecution
  readonly #frozen: FrozenTable

  constructor(machine: Machine, execution: SimulatedExecution) {
    this.#machine = machine
    this.#execution = execution
    this.#frozen = new FrozenTable(machine.setting)
  }

  /** One invocation for a pass. */
  async invoke(event: unknown): Promise<Tried<PassAnswer>> {
    const { setting, disturbance, invocations, sum, nowMs } = this.#machine
    const { violate } = setting.world
    if (invocations.all.length >= MAX_PASSES) violate('every execution ends', `no end after ${MAX_PASSES} passes`)
    disturbance.changeRule()
    const input = parsedOrRefused(event, disturbance.rule.parsed)
    if (input instanceof ScavengeError) return this.#refused(input, undefined)
    const number = invocations.all.length
    const outcome = await invocations.pass(input, sum.cutoffMs)
    if (outcome instanceof ScavengeError) return this.#refused(outcome, invocations.all[number])
    if (typeof outcome === 'string') return outcome
    if (this.#execution.status !== 'RUNNING') return 'stopped'
    const { result } = outcome
    const history = historyAfter(input, result.status, nowMs())
    const answer = shardAnswer({ ...result, ...history }, this.#parentsEnd())
    this.#hear(outcome, input)
    return answer
  }

  /** What a pass's watch sees of a parent that was stopped. */
  #parentsEnd(): string {
    const { parent = '' } = JSON.parse(this.#execution.input)
    const isStopped = this.#machine.executions.find(nameOfExecution(parent))?.status === 'ABORTED'
    return isStopped ? PARENT_ABORTED : ''
  }

  #refused(error: ScavengeError, pass: SimulatedPass | undefined): ScavengeError {
    checkShardError(error, this.#machine, { carry: this.#execution.carry, pass })
    return error
  }

  /** Checks an answer, and keeps what it hands on. */
  #hear({ result, pass, cutoffMs }: Heard, { kind, invocation }: PassInput): void {
    const execution = this.#execution
    const { setting, disturbance, sum } = this.#machine
    const { world, random } = setting
    const before = execution.carry
    const elsewhere = kind === 'first' && before.token !== null ? 1 : 0
    const lost = before.lost + invocation.retryCount + invocation.redrivesSince + elsewhere
    const passes = [...before.passes, pass]
    const token = result.continuationToken
    this.#frozen.check(pass, token)
    checkGuard(result, mostDeletes(JSON.parse(execution.input)), world.violate)
    checkAnswer(result, passes, { lost, cutoffMs }, world.violate)
    if (token !== undefined) checkToken(token, startKeyAttributes(world.table.description), random, world.violate)
    execution.holdsToken = token !== undefined
    execution.isFinished = token === undefined
    execution.carry = {
      token: token ?? null,
      passes,
      lost,
      cutoffMs,
      readsFromMs: before.token === null ? pass.process.startedMs : before.readsFromMs,
      table: pass.description.identity,
      code: disturbance.code,
    }
    sum.check()
  }
}
