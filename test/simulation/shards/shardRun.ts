import type { PassAnswer } from '../../../functions/scavenge/tasks/pass.ts'
import { BEFORE_FIRST, type GoesOn, idOf, runBegin } from './beginTask.ts'
import type { SimulatedExecution } from './execution.ts'
import { type Machine, runTask } from './machine.ts'
import { ShardPasses } from './shardPasses.ts'

/** Events before the first pass of an execution that goes on from another one's token. */
const EVENTS_BEFORE_FIRST = 22

/** What Begin left in the execution's state. */
interface AfterBegin {
  readonly input: Readonly<Record<string, unknown>>
  readonly decided: GoesOn['decided']
  readonly retryCount: number
}

/** A pass's answer, or what stands in its place before the first. */
type Pass = PassAnswer | (Omit<typeof BEFORE_FIRST, 'continuationToken' | 'historyEvents'> & Before)

interface Before {
  readonly continuationToken: string | null
  readonly historyEvents: number
}

/** An execution that works one shard: the states of the state machine that it passes. */
export class ShardRun {
  readonly execution: SimulatedExecution
  readonly #machine: Machine
  readonly #passes: ShardPasses
  #after: AfterBegin | undefined
  #pass: Pass = BEFORE_FIRST

  constructor(machine: Machine, execution: SimulatedExecution) {
    this.#machine = machine
    this.execution = execution
    this.#passes = new ShardPasses(machine, execution)
  }

  /** Runs until the execution ends, from where it is: at its start, or at the state that failed. */
  async run(): Promise<void> {
    this.#after ??= await this.#begin()
    if (this.#after === undefined) return
    for (;;) {
      const answer = await this.#runPass(this.#after)
      if (answer === undefined) return
      this.#pass = answer
      if (await this.#isOver(answer, this.#after)) return
      if (this.execution.status !== 'RUNNING') return
    }
  }

  async #begin(): Promise<AfterBegin | undefined> {
    const { execution } = this
    const { setting, nowMs } = this.#machine
    const done = await runBegin(this.#machine, execution)
    if (done === undefined) return undefined
    const { begun, retryCount } = done
    if (begun.status !== 'start') throw new Error(`shard: expected one that starts, found ${begun.status}`)
    const { continuationToken, decided, waitSeconds = 0 } = begun
    const given = JSON.parse(execution.input)
    const input = continuationToken === undefined ? given : { ...given, continueFrom: null }
    if (continuationToken !== undefined) this.#move(continuationToken, { input, decided, retryCount })
    await setting.world.clock.sleep(waitSeconds * 1_000)
    if (execution.status !== 'RUNNING') return undefined
    if (setting.world.faults.strikes('stop')) {
      execution.ended(nowMs(), { status: 'ABORTED' })
      return undefined
    }
    return { input, decided, retryCount }
  }

  /** The state MoveToken. */
  #move(token: string, { input, decided, retryCount }: AfterBegin): void {
    const { execution } = this
    const { setting, nowMs } = this.#machine
    if (token !== execution.carry.token) setting.world.violate('a shard goes on from the last token', 'another one')
    this.#pass = { ...BEFORE_FIRST, continuationToken: token, historyEvents: EVENTS_BEFORE_FIRST }
    const begin = { retryCount, Payload: { status: 'start', decided, continuationToken: null } }
    execution.left(nowMs(), 'PassStateExited', {
      name: 'MoveToken',
      state: { pass: { Payload: this.#pass }, input, begin },
    })
    execution.holdsToken = true
  }

  async #runPass({ input, decided, retryCount: beginRetryCount }: AfterBegin): Promise<PassAnswer | undefined> {
    const { execution } = this
    const { setting, nowMs } = this.#machine
    const done = await runTask<PassAnswer>(this.#machine, execution, {
      payloadOf: (retryCount) => ({
        input,
        pass: this.#pass,
        decided,
        execution: idOf(execution),
        retryCount,
        beginRetryCount,
        limits: { historyEvents: setting.historyEvents, ageDays: 330 },
      }),
      invoke: (event) => this.#passes.invoke(event),
    })
    if (done === undefined) return undefined
    const { answer } = done
    const state = {
      input,
      begin: { Payload: { status: 'start', decided }, retryCount: beginRetryCount },
      pass: { Payload: answer },
    }
    execution.answered(nowMs(), { name: 'Scavenge', answer, state })
    return answer
  }

  /** Whether an answer ends the execution; where not, the next pass may begin. */
  async #isOver(answer: PassAnswer, { input, decided, retryCount }: AfterBegin): Promise<boolean> {
    const { execution } = this
    const { setting, nowMs } = this.#machine
    const { clock, violate } = setting.world
    const { status, ledger, progress, cutoff, dryRun } = answer
    const state = { input, begin: { Payload: { status: 'start', decided }, retryCount }, pass: { Payload: answer } }
    if (answer.successor !== undefined) violate('a shard has no successor', answer.successor)
    switch (status) {
      case 'continue':
        await clock.sleep(answer.waitSeconds * 1_000)
        if (execution.status === 'RUNNING') execution.left(nowMs(), 'WaitStateExited', { name: 'Wait', state })
        return false
      case 'complete': {
        await clock.sleep(answer.waitSeconds * 1_000)
        if (execution.status !== 'RUNNING') return true
        const name = ledger.failed > 0 ? 'CountFailed' : 'Echo'
        const output = { ...answer, decided }
        execution.left(nowMs(), 'PassStateExited', { name, state: { ...state, pass: { Payload: output } } })
        if (ledger.failed > 0) execution.ended(nowMs(), { status: 'FAILED', error: 'FailedItems' })
        else execution.succeeded(nowMs(), output)
        return true
      }
      case 'continued': {
        const output = { status, ledger, progress, cutoff, dryRun, decided }
        execution.left(nowMs(), 'PassStateExited', { name: 'ShardContinued', state: { output } })
        execution.succeeded(nowMs(), output)
        return true
      }
      case 'guardTripped':
        violate('a slice of a limit ends a shard as continued', status)
        return true
      default:
        return status satisfies never
    }
  }
}
