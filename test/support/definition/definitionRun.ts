import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions'
import type { ReadEvent } from '../../../functions/scavenge/execution/executionRequests.ts'
import { loadDefinition } from '../../../statemachine/definition.ts'

export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:scavenge'
export const STATE_MACHINE_ID = 'arn:aws:states:eu-west-1:123456789012:stateMachine:scavenge'
export const SUCCESSOR_ID = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one-2'
export const EXECUTION_ID = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one'

export type Json = Parameters<StateMachine['run']>[0]

/** What Begin or a pass gets. */
export interface FunctionEvent {
  readonly input: Json
  readonly pass: {
    readonly status: string
    readonly continuationToken: string | null
    readonly historyEvents?: number
    readonly redrives?: number
  }
  /** Of a pass: what Begin decided. */
  readonly decided?: Json
  readonly execution: { readonly id: string; readonly startTime: string; readonly redriveCount: number }
  readonly retryCount: number
  /** Of gather. */
  readonly task?: 'gather'
  readonly round?: Json
  /** Of a pass and of gather. */
  readonly limits?: { readonly historyEvents: number; readonly ageDays: number }
}

/** What the function answers; an Error is thrown. */
type Answer = Json | Error | ((event: FunctionEvent) => Json)

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
  /** What gather got, each time. */
  readonly gathers: readonly FunctionEvent[]
  /** What the service was asked to start, each time. */
  readonly started: readonly Json[]
  /** The same of shards. */
  readonly startedShards: readonly Json[]
  readonly result: Json | undefined
  readonly error: { readonly name: string; readonly cause: string } | undefined
  /** The events of its history that hold data of its states, oldest first. */
  readonly history: readonly ReadEvent[]
  /** Each state entered, in order, with its input. */
  readonly entered: readonly { readonly name: string; readonly input: Json }[]
}

/** What Begin answers unless a test says otherwise. */
export const DECIDED = { code: 'k7m2q9x4tb', dryRun: false, readers: 10 }

export interface Script {
  /** One for each pass. */
  readonly passes: readonly Answer[]
  readonly begins?: readonly Answer[]
  /** One for each try to start a successor. */
  readonly starts?: readonly Answer[]
  readonly gathers?: readonly Answer[]
  /** What a shard ends as, by its name; it succeeds unless told. */
  readonly shardEnds?: Readonly<Record<string, Error>>
  /** In place of the definition's. */
  readonly limits?: FunctionEvent['limits']
  /** A state at which the execution ends instead, with what that state got for its result. */
  readonly endAt?: string
}

/** What the tasks were asked for, and what they answer by a script. */
class ScriptedTasks {
  readonly events: FunctionEvent[] = []
  readonly begins: FunctionEvent[] = []
  readonly gathers: FunctionEvent[] = []
  readonly started: Json[] = []
  readonly startedShards: Json[] = []
  /** The context object's State. */
  readonly state = { RetryCount: 0 }
  readonly #script: Script

  constructor(script: Script) {
    this.#script = script
  }

  /** By the name of each task. */
  get handlers() {
    const { passes, begins = [{ status: 'start', decided: DECIDED }], gathers = [] } = this.#script
    return {
      Begin: this.#function(this.begins, begins),
      Scavenge: this.#function(this.events, passes),
      Gather: this.#function(this.gathers, gathers),
      StartSuccessor: (parameters: Json) => this.#start(parameters),
      StartShard: (parameters: Json) => this.#startShard(parameters),
    }
  }

  #function(got: FunctionEvent[], answers: readonly Answer[]) {
    return (parameters: Json) => {
      const { Payload: event } = structuredClone(parameters) as unknown as { readonly Payload: FunctionEvent }
      const answer = answers[got.push(event) - 1]
      this.state.RetryCount += 1
      if (answer === undefined) throw new FunctionError('ScriptEnded', `the script has ${answers.length} answers`)
      if (answer instanceof Error) throw answer
      this.state.RetryCount = 0
      return { StatusCode: 200, Payload: typeof answer === 'function' ? answer(event) : answer }
    }
  }

  #start(parameters: Json) {
    const { starts = [] } = this.#script
    const answer = starts[this.started.push(structuredClone(parameters)) - 1]
    if (answer instanceof Error) throw answer
    return { ExecutionArn: SUCCESSOR_ID, StartDate: 0 }
  }

  #startShard(parameters: Json) {
    this.startedShards.push(structuredClone(parameters))
    const { Name, Input } = Object(parameters)
    const end = this.#script.shardEnds?.[String(Name)]
    if (end !== undefined) throw end
    return { ExecutionArn: `${STATE_MACHINE_ID}:${Name}`, Input, Output: { status: 'complete' } }
  }
}

const DEFINITION = JSON.stringify(loadDefinition(FUNCTION_ARN))

/** Tests of the definition ask the validators once. Asked before each run, they would take most of its time. */
const UNVALIDATED = { validationOptions: { noValidate: true } }

/** Runs the definition with a scripted function: one answer a call. No wait takes any time. */
export async function runStatemachine(input: Json, given: Script | readonly Answer[]): Promise<Outcome> {
  const script: Script = 'passes' in given ? given : { passes: given }
  const { limits, endAt } = script
  const tasks = new ScriptedTasks(script)
  const definition: StateMachineDefinition = JSON.parse(DEFINITION)
  if (limits) Object.assign(payloadOf(definition), { limits })
  if (endAt !== undefined) definition.States[endAt] = { Type: 'Succeed' }
  const run = new StateMachine(definition, UNVALIDATED).run(input, {
    context: {
      Execution: { Id: EXECUTION_ID, Name: 'one', RedriveCount: 0 },
      State: tasks.state,
      StateMachine: { Id: STATE_MACHINE_ID },
    },
    overrides: {
      taskResourceLocalHandlers: tasks.handlers,
      waitTimeOverrides: Object.fromEntries(waitsOf(definition).map((name) => [name, 0])),
      retryIntervalOverrides: { Begin: 0, Scavenge: 0, StartSuccessor: 0, StartShard: 0, Gather: 0 },
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
  const history: ReadEvent[] = [
    { id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: JSON.stringify(input) } },
  ]
  for await (const log of run.eventLogs) {
    if (log.type === 'StateEntered') entered.push({ name: log.state.name, input: structuredClone(log.state.input) })
    if (log.type === 'StateExited') history.push(exited(history.length + 1, log.state))
  }
  const { events, begins, gathers, started, startedShards } = tasks
  return { events, begins, gathers, started, startedShards, history, entered, ...(await outcome) }
}

function exited(id: number, { name, type, output }: { name: string; type: string; output?: Json }): ReadEvent {
  const known = { Task: 'TaskStateExited', Choice: 'ChoiceStateExited', Map: 'MapStateExited' } as const
  const rest = { Wait: 'WaitStateExited', Succeed: 'SucceedStateExited' } as const
  const types: Readonly<Record<string, ReadEvent['type']>> = { ...known, ...rest, Pass: 'PassStateExited' }
  return { id, type: types[type], stateExitedEventDetails: { name, output: JSON.stringify(output) } }
}

function waitsOf({ States }: StateMachineDefinition): readonly string[] {
  return Object.keys(States).filter((name) => States[name]?.Type === 'Wait')
}

function payloadOf({ States: { Scavenge } }: StateMachineDefinition): object {
  const payload = Scavenge?.Type === 'Task' && Object(Scavenge.Parameters).Payload
  if (typeof payload !== 'object') throw new Error('expected the state Scavenge to send a payload')
  return payload
}
