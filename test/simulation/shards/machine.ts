import { ScavengeError } from '../../../functions/scavenge/errors.ts'
import { RequestFailed } from '../../../functions/scavenge/request/failed.ts'
import type { SumCheck } from '../checks/sum.ts'
import type { Disturbance } from '../run/disturbance.ts'
import type { Invocations } from '../run/invocation.ts'
import type { SimulatedExecution } from './execution.ts'
import type { SimulatedExecutions } from './executions.ts'
import type { ShardsSetting } from './shardsSetting.ts'

/** Repetitions of one task, as the state machine's last retrier has them. */
const MAX_RETRIES = 8

/** What an invocation that died is called. */
const CRASH = 'Sandbox.Timedout'

/** What all executions of a run share. */
export interface Machine {
  readonly setting: ShardsSetting
  readonly disturbance: Disturbance
  readonly invocations: Invocations
  readonly executions: SimulatedExecutions
  readonly sum: SumCheck
  /** By the wall clock, in whole milliseconds since 1970. */
  readonly nowMs: () => number
}

/** An answer of the function, the error that it threw, its loss, or that its execution was stopped meanwhile. */
export type Tried<Answer extends object> = Answer | ScavengeError | 'lost' | 'stopped'

/** A task of the state machine. */
interface Task<Answer extends object> {
  /** The event that the function gets. */
  readonly payloadOf: (retryCount: number) => object
  readonly invoke: (event: unknown) => Promise<Tried<Answer>>
}

interface Done<Answer> {
  readonly answer: Answer
  readonly retryCount: number
}

/** Runs a task until it is answered. Undefined where its execution ends instead: that is written down. */
export async function runTask<Answer extends object>(
  { setting, nowMs }: Machine,
  execution: SimulatedExecution,
  { payloadOf, invoke }: Task<Answer>,
): Promise<Done<Answer> | undefined> {
  const { world, random } = setting
  for (let retryCount = 0; ; retryCount++) {
    const event = execution.scheduled(nowMs(), payloadOf(retryCount))
    const outcome = await invoke(event)
    if (execution.status !== 'RUNNING') return undefined // stopped meanwhile: nobody hears the answer
    if (outcome === 'stopped') {
      execution.ended(nowMs(), { status: 'ABORTED' })
      return undefined
    }
    if (outcome !== 'lost' && !(outcome instanceof ScavengeError)) return { answer: outcome, retryCount }
    const error = outcome instanceof ScavengeError ? outcome.name : CRASH
    execution.failed(nowMs(), error)
    if (outcome !== 'lost' || retryCount === MAX_RETRIES) {
      execution.ended(nowMs(), { status: 'FAILED', error })
      return undefined
    }
    await world.clock.sleep(random.between(0, Math.min(60_000, 2_000 * 2 ** (retryCount + 1))))
    if (execution.status !== 'RUNNING') return undefined
  }
}

/** An invocation that works no table: it answers, throws an error with a name, or is lost. */
export async function answered<Answer extends object>(
  { setting }: Machine,
  work: () => Promise<Answer>,
): Promise<Tried<Answer>> {
  const { faults, violate } = setting.world
  try {
    const answer = await work()
    return faults.strikes('lostAnswer') ? 'lost' : answer
  } catch (error) {
    if (error instanceof ScavengeError) return error
    const isRefusal = error instanceof RequestFailed || (error instanceof Error && REFUSALS.has(error.name))
    if (!isRefusal) violate('a task answers or throws an error with a name', String(error))
    return 'lost'
  }
}

/** What the last of five tries of a request failed with. */
const REFUSALS: ReadonlySet<string> = new Set(['ThrottlingException', 'InternalFailure'])
