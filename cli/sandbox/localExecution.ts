import { randomUUID } from 'node:crypto'
import {
  ExecutionAbortedError,
  ExecutionError,
  StateMachine,
  type StateMachineDefinition,
} from 'aws-local-stepfunctions'
import { member } from '../../functions/scavenge/execution/json.ts'
import { STATES } from '../../statemachine/states.ts'
import { readableCause } from '../answer/readableCause.ts'
import type { LocalStepFunctions } from './localStepFunctions.ts'

type StateMachineRun = ReturnType<StateMachine['run']>
export type Json = Awaited<StateMachineRun['result']>

/** Step Functions' bound of a state's input and output, in bytes of UTF-8. */
const MAX_STATE_BYTES = 262_144

/** The definition is the project's own, and its tests validate it. Asked before each execution, a validator would delay it. */
const UNVALIDATED = { validationOptions: { noValidate: true } }

/** The shards of an execution on this machine. */
interface ShardsHere {
  /** Answers a parent whose shards have ended. What it throws is matched as Begin's is. */
  readonly runGather: (payload: unknown) => Promise<unknown>
  /** Runs a shard to its end, whatever that is. */
  readonly runShard: (name: string, input: Json) => Promise<ExecutionResult>
  /** Told what happens in the execution, so that the function can look at it. */
  readonly stepFunctions: Pick<LocalStepFunctions, 'began' | 'answered' | 'ended'>
}

export interface ExecutionOptions {
  readonly definition: StateMachineDefinition
  readonly input: Json
  /** Name of the state machine, which the execution's id contains. */
  readonly name: string
  /** Name of the execution; one that no other has unless told. */
  readonly executionName?: string
  /** Answers Begin, as the function does. Retriers and catchers match what it throws by `name`; the message is the Cause. */
  readonly runBegin: (payload: unknown) => Promise<unknown>
  /** Runs one pass. What it throws is matched in the same way. */
  readonly runPass: (payload: unknown) => Promise<unknown>
  /** What a parent needs; without it an execution has no shards. */
  readonly shards?: ShardsHere
  readonly signal: AbortSignal
}

export type ExecutionResult = { readonly id: string; readonly startTime: string; readonly transitions: number } & (
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string }
)

/** The result is too large for the state machine: no retrier or catcher of Step Functions takes this one. */
class DataLimitExceeded extends Error {
  override readonly name = 'States.DataLimitExceeded'
  readonly isRetryable = false
  readonly isCatchable = false
}

/** A shard that did not succeed, as `startExecution.sync:2` fails. */
class TaskFailed extends Error {
  override readonly name = 'States.TaskFailed'
}

/** What the tasks leave behind for the next try of a state and for the result. */
interface Course {
  readonly id: string
  readonly stepFunctions: ShardsHere['stepFunctions'] | undefined
  /** The context object's State. The runner reads it at each try, but does not count retries itself. */
  readonly state: { RetryCount: number }
  startTime: string
}

/**
 * Runs one execution of the state machine in this process, with `runBegin` and `runPass` as its tasks. Choices, waits,
 * retries and catchers are the definition's, except for the wait in which executions come to see each other: there are
 * no others here. Never throws for what an execution may do: a failed or aborted one is a result.
 */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionResult> {
  const { definition, input, name, runBegin, runPass, shards, signal } = options
  const stepFunctions = shards?.stepFunctions
  const { executionName = randomUUID() } = options
  const id = `arn:aws:states:local:000000000000:execution:${name}:${executionName}`
  const course: Course = { id, stepFunctions, state: { RetryCount: 0 }, startTime: new Date().toISOString() }
  stepFunctions?.began(id, input)
  const run = new StateMachine(definition, UNVALIDATED).run(input, {
    context: {
      Execution: { Id: id, Name: executionName, RedriveCount: 0 },
      State: course.state,
      StateMachine: { Id: `arn:aws:states:local:000000000000:stateMachine:${name}`, Name: name },
    },
    overrides: {
      taskResourceLocalHandlers: {
        [STATES.begin]: taskOf(runBegin, course),
        [STATES.pass]: taskOf(runPass, course),
        ...(shards && { [STATES.gather]: taskOf(shards.runGather, course), [STATES.shard]: startOf(shards) }),
      },
      waitTimeOverrides: { [STATES.yield]: 0 },
    },
  })
  const abort = () => run.abort()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  const [outcome, transitions] = await Promise.all([
    run.result.then((output) => ({ status: 'SUCCEEDED' as const, output }), failureOf),
    countTransitions(run.eventLogs),
  ])
  signal.removeEventListener('abort', abort)
  stepFunctions?.ended(id, outcome)
  return { id, startTime: course.startTime, transitions, ...outcome }
}

/** The Lambda task of a state: its result goes through JSON, as Lambda's does. */
function taskOf(invoke: (payload: unknown) => Promise<unknown>, course: Course) {
  return async (parameters: Json): Promise<Json> => {
    const payload = member(parameters, 'Payload')
    const startTime = member(member(payload, 'execution'), 'startTime')
    if (typeof startTime === 'string') course.startTime = startTime
    try {
      const answer = await invoke(payload)
      const result = JSON.stringify({ Payload: answer })
      const bytes = Buffer.byteLength(result)
      if (bytes > MAX_STATE_BYTES) {
        throw new DataLimitExceeded(`expected at most ${MAX_STATE_BYTES} bytes from the function, there were ${bytes}`)
      }
      course.state.RetryCount = 0
      course.stepFunctions?.answered(course.id, answer)
      return JSON.parse(result)
    } catch (error) {
      course.state.RetryCount++
      throw error
    }
  }
}

/** The task that starts a shard and waits for its end. */
function startOf({ runShard }: ShardsHere) {
  return async (parameters: Json): Promise<Json> => {
    const { Name, Input } = Object(parameters)
    const { id, ...ended } = await runShard(String(Name), Input)
    if (ended.status === 'FAILED') throw new TaskFailed(JSON.stringify({ ExecutionArn: id, Error: ended.error }))
    return { ExecutionArn: id, Status: ended.status }
  }
}

/** The transitions that a standard state machine bills: each state entered and each retry. */
async function countTransitions(events: StateMachineRun['eventLogs']): Promise<number> {
  let transitions = 0
  for await (const { type } of events) {
    if (type === 'StateEntered' || type === 'StateRetried') transitions++
    // The log of an aborted run may stay open after this event.
    if (/^Execution(Succeeded|Failed|Aborted|Timeout)$/.test(type)) break
  }
  return transitions
}

function failureOf(thrown: unknown) {
  const failed = (error: string, cause: string) => ({ status: 'FAILED' as const, error, cause })
  if (thrown instanceof ExecutionAbortedError) return failed('Aborted', 'the execution was stopped before its end')
  const error = thrown instanceof ExecutionError ? thrown.cause : thrown
  if (error instanceof Error) return failed(error.name, readableCause(error.message))
  return failed('States.Runtime', String(error))
}
