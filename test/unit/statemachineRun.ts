import { StateMachine } from 'aws-local-stepfunctions'
import { loadDefinition } from '../../statemachine/definition.ts'

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:scavenge'
export const EXECUTION_ID = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one'

type Json = Parameters<StateMachine['run']>[0]

/** What Begin or a pass gets. */
interface FunctionEvent {
  readonly input: Json
  readonly pass: { readonly status: string; readonly continuationToken: string | null }
  readonly execution: { readonly id: string; readonly startTime: string }
  readonly retryCount: number
}

/** An error as the state machine sees one that a function threw: its type, and a report in JSON for a cause. */
export class FunctionError extends Error {
  override readonly name: string
  constructor(errorType: string, errorMessage: string) {
    super(JSON.stringify({ errorType, errorMessage, trace: [] }))
    this.name = errorType
  }
}

export interface Outcome {
  /** What each pass got, in order. */
  readonly events: readonly FunctionEvent[]
  /** What Begin got, each time. */
  readonly begins: readonly FunctionEvent[]
  readonly result: Json | undefined
  readonly error: { readonly name: string; readonly cause: string } | undefined
  /** Each state entered, in order, with its input. */
  readonly entered: readonly { readonly name: string; readonly input: Json }[]
}

/** What Begin answers unless a test says otherwise. */
export const DECIDED = { dryRun: false, readers: 10 }

/**
 * Runs the definition with a scripted function: one answer a call, for the passes and for Begin; an Error is thrown. No
 * wait takes any time.
 */
export async function runStatemachine(
  input: Json,
  answers: readonly (Json | Error)[],
  beginAnswers: readonly (Json | Error)[] = [{ status: 'start', decided: DECIDED }],
): Promise<Outcome> {
  const events: FunctionEvent[] = []
  const begins: FunctionEvent[] = []
  const state = { RetryCount: 0 }
  const scripted = (got: FunctionEvent[], script: readonly (Json | Error)[]) => (parameters: Json) => {
    const { Payload: event } = structuredClone(parameters) as unknown as { readonly Payload: FunctionEvent }
    const answer = script[got.push(event) - 1]
    state.RetryCount += 1
    if (answer === undefined) throw new FunctionError('ScriptEnded', `the script has ${script.length} answers`)
    if (answer instanceof Error) throw answer
    state.RetryCount = 0
    return { StatusCode: 200, Payload: answer }
  }
  const run = new StateMachine(loadDefinition(FUNCTION_ARN)).run(input, {
    context: { Execution: { Id: EXECUTION_ID }, State: state },
    overrides: {
      taskResourceLocalHandlers: { Begin: scripted(begins, beginAnswers), Scavenge: scripted(events, answers) },
      waitTimeOverrides: { Yield: 0, Wait: 0 },
      retryIntervalOverrides: { Begin: 0, Scavenge: 0 },
    },
  })
  const outcome = run.result.then(
    (result) => ({ result, error: undefined }),
    ({ cause }: { readonly cause: Error }) => ({
      result: undefined,
      error: { name: cause.name, cause: cause.message },
    }),
  )
  const entered: { name: string; input: Json }[] = []
  for await (const log of run.eventLogs) {
    if (log.type === 'StateEntered') entered.push({ name: log.state.name, input: structuredClone(log.state.input) })
  }
  return { events, begins, entered, ...(await outcome) }
}
