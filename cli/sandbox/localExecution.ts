import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ExecutionAbortedError,
  ExecutionError,
  StateMachine,
  type StateMachineDefinition,
} from 'aws-local-stepfunctions'
import { STATES } from '../../statemachine/states.ts'
import { readableCause } from '../answer/readableCause.ts'

type Json = Awaited<ReturnType<StateMachine['run']>['result']>

/** Step Functions' bound of a state's input and output, in bytes of UTF-8. */
const MAX_STATE_BYTES = 262_144

export interface ExecutionOptions {
  readonly definition: StateMachineDefinition
  readonly input: Json
  /** Name of the state machine, which the execution's id contains. */
  readonly name: string
  /** Answers Begin, as the function does. What it throws is matched by its `name`; its message is the Cause. */
  readonly runBegin: (payload: unknown) => Promise<unknown>
  /** Runs one pass; what it throws likewise. */
  readonly runPass: (payload: unknown) => Promise<unknown>
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

/**
 * Runs one execution of the state machine in this process, its tasks by `runBegin` and `runPass`. Never throws for what
 * an execution may do: a failed or aborted one is a result. Choices, waits, retries and catchers are the definition's, but
 * for the wait in which executions would come to see each other: this one sees none.
 */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionResult> {
  const { definition, input, name, runBegin, runPass, signal } = options
  const executionName = randomUUID()
  const id = `arn:aws:states:local:000000000000:execution:${name}:${executionName}`
  let startTime = new Date().toISOString()
  // The runner reads the context anew at each try of a state, and knows no RetryCount: it is counted here.
  const state = { RetryCount: 0 }

  const task =
    (run: (payload: unknown) => Promise<unknown>) =>
    async (parameters: Json): Promise<Json> => {
      const { Payload: payload } = parameters as { Payload: { execution?: { startTime?: string } } }
      startTime = payload.execution?.startTime ?? startTime
      try {
        const result = { Payload: (await run(payload)) as Json }
        const bytes = Buffer.byteLength(JSON.stringify(result))
        if (bytes > MAX_STATE_BYTES) {
          throw new DataLimitExceeded(
            `expected at most ${MAX_STATE_BYTES} bytes from the function, there were ${bytes}`,
          )
        }
        state.RetryCount = 0
        return result
      } catch (error) {
        state.RetryCount++
        throw error
      }
    }

  const context = {
    Execution: { Id: id, Name: executionName, RedriveCount: 0 },
    State: state,
    StateMachine: { Name: name },
  }
  const run = new StateMachine(definition).run(input, {
    context,
    overrides: {
      taskResourceLocalHandlers: { [STATES.begin]: task(runBegin), [STATES.pass]: task(runPass) },
      waitTimeOverrides: { [STATES.yield]: 0 },
    },
  })
  const abort = () => run.abort()
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  // Standard state machines bill each state entered and each retry.
  let transitions = 0
  const counted = (async () => {
    for await (const { type } of run.eventLogs) if (type === 'StateEntered' || type === 'StateRetried') transitions++
  })()
  const outcome = await run.result.then((output) => ({ status: 'SUCCEEDED' as const, output }), failureOf)
  signal.removeEventListener('abort', abort)
  // An aborted run may leave its event log open.
  await Promise.race([counted, sleep(100, undefined, { ref: false })])
  return { id, startTime, transitions, ...outcome }
}

function failureOf(thrown: unknown) {
  const failed = (error: string, cause: string) => ({ status: 'FAILED' as const, error, cause })
  if (thrown instanceof ExecutionAbortedError) return failed('Aborted', 'the execution was stopped before its end')
  const error = thrown instanceof ExecutionError ? thrown.cause : thrown
  if (error instanceof Error) return failed(error.name, readableCause(error.message))
  return failed('States.Runtime', String(error))
}
