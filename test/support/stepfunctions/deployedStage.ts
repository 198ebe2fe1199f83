import { STATES } from '../../../statemachine/states.ts'
import type { SfnAnswer, SfnRequest } from './stepFunctionsServer.ts'

const ACCOUNT = 'arn:aws:states:us-east-1:000000000000'
/** Few, so that what a command wants stands on a later page. */
const MACHINES_A_PAGE = 2

type Event = Readonly<Record<string, unknown>> & { readonly id: number; readonly type: string }

interface StagedExecution {
  status: string
  readonly startMs: number
  stopMs?: number
  readonly input: string
  output?: string
  error?: string
  cause?: string
  readonly events: Event[]
}

/** State machines and executions as Step Functions holds them; a test says what happens in them, and when. */
export class DeployedStage {
  readonly #machines: string[]
  readonly #executions = new Map<string, StagedExecution>()
  #nowMs = Date.UTC(2026, 10, 24, 8)

  constructor(...machines: string[]) {
    this.#machines = machines
  }

  static arnOf(machine: string, name: string): string {
    return `${ACCOUNT}:execution:${machine}:${name}`
  }

  /** An execution that has begun and did nothing yet. */
  execution(machine: string, name: string, input: object = {}): string {
    const arn = DeployedStage.arnOf(machine, name)
    const text = JSON.stringify(input)
    this.#executions.set(arn, { status: 'RUNNING', startMs: this.#nowMs, input: text, events: [] })
    this.happens(arn, 'ExecutionStarted', { executionStartedEventDetails: { input: text } })
    return arn
  }

  /** Milliseconds since 1970. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** Lets time go by. */
  wait(seconds: number): void {
    this.#nowMs += seconds * 1000
  }

  happens(arn: string, type: string, details: object = {}): void {
    const { events } = this.#of(arn)
    events.push({ id: events.length + 1, type, timestamp: this.#nowMs / 1000, ...details })
  }

  passStarts(arn: string): void {
    this.happens(arn, 'TaskStateEntered', { stateEnteredEventDetails: { name: STATES.pass } })
    this.happens(arn, 'TaskScheduled')
    this.happens(arn, 'TaskStarted')
  }

  /** Begin's answer: the execution starts. */
  begins(arn: string, answer: object = {}): void {
    const output = JSON.stringify({ Payload: { status: 'start', decided: {}, ...answer } })
    this.happens(arn, 'TaskSucceeded', { taskSucceededEventDetails: { output } })
  }

  passAnswers(arn: string, answer: object): void {
    const output = JSON.stringify({ Payload: answer })
    this.happens(arn, 'TaskSucceeded', { taskSucceededEventDetails: { output } })
    const state = JSON.stringify({ input: {}, pass: { Payload: answer } })
    this.happens(arn, 'TaskStateExited', { stateExitedEventDetails: { name: STATES.pass, output: state } })
    this.happens(arn, 'ChoiceStateEntered', { stateEnteredEventDetails: { name: 'Status', input: state } })
    this.happens(arn, 'ChoiceStateExited', { stateExitedEventDetails: { name: 'Status', output: state } })
  }

  /** One pass from its start to its answer. */
  pass(arn: string, answer: object, seconds = 10): void {
    this.passStarts(arn)
    this.wait(seconds)
    this.passAnswers(arn, answer)
  }

  passFails(arn: string, error: string, cause: string): void {
    this.happens(arn, 'TaskFailed', { taskFailedEventDetails: { error, cause } })
  }

  succeeds(arn: string, output: object): void {
    this.#end(arn, 'SUCCEEDED', { output: JSON.stringify(output) })
    this.happens(arn, 'ExecutionSucceeded', { executionSucceededEventDetails: { output: JSON.stringify(output) } })
  }

  fails(arn: string, error: string, cause: string): void {
    this.#end(arn, 'FAILED', { error, cause })
    this.happens(arn, 'ExecutionFailed', { executionFailedEventDetails: { error, cause } })
  }

  /** Ends it as that status, whatever it is. An execution that timed out, or was stopped without a reason, has no error. */
  ends(arn: string, status: string, result: { readonly error?: string; readonly cause?: string } = {}): void {
    this.#end(arn, status, result)
    const type = { FAILED: 'ExecutionFailed', ABORTED: 'ExecutionAborted', TIMED_OUT: 'ExecutionTimedOut' }[status]
    this.happens(arn, String(type))
  }

  #end(arn: string, status: string, result: Partial<StagedExecution>): void {
    Object.assign(this.#of(arn), { status, stopMs: this.#nowMs, ...result })
  }

  #of(arn: unknown): StagedExecution {
    const execution = this.#executions.get(String(arn))
    if (!execution) throw new Error(`expected an execution ${arn}, there is none`)
    return execution
  }

  /** What Step Functions would say. Bound to the stage, to be handed to a server as it is. */
  readonly answer = ({ action, body }: SfnRequest): SfnAnswer => {
    const { executionArn } = body
    if (executionArn !== undefined && !this.#executions.has(String(executionArn))) {
      return { error: 'ExecutionDoesNotExist', message: `Execution Does Not Exist: '${executionArn}'` }
    }
    switch (action) {
      case 'ListStateMachines':
        return this.#listMachines(Number(body.nextToken ?? 0))
      case 'ListExecutions':
        return this.#list(String(body.stateMachineArn), Number(body.maxResults))
      case 'StartExecution':
        return this.#start(body)
      case 'DescribeExecution':
        return { ok: { executionArn, ...this.#described(String(executionArn)) } }
      case 'StopExecution':
        return this.#stop(String(executionArn), body)
      case 'GetExecutionHistory':
        return this.#history(body)
      default:
        return { error: 'UnknownOperationException', message: action }
    }
  }

  #listMachines(from: number): SfnAnswer {
    const stateMachines = this.#machines.slice(from, from + MACHINES_A_PAGE).map((name) => ({
      name,
      stateMachineArn: `${ACCOUNT}:stateMachine:${name}`,
      type: 'STANDARD',
      creationDate: 0,
    }))
    const next = from + MACHINES_A_PAGE
    return { ok: { stateMachines, ...(next < this.#machines.length && { nextToken: String(next) }) } }
  }

  #list(stateMachineArn: string, maxResults: number): SfnAnswer {
    const prefix = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:`
    const executions = [...this.#executions.keys()]
      .filter((arn) => arn.startsWith(prefix))
      .map((arn) => ({ executionArn: arn, stateMachineArn, name: arn.slice(prefix.length), ...this.#described(arn) }))
      .sort((a, b) => b.startDate - a.startDate)
    return { ok: { executions: executions.slice(0, maxResults) } }
  }

  #start({ stateMachineArn, name, input }: SfnRequest['body']): SfnAnswer {
    const arn = this.execution(String(stateMachineArn).split(':').at(-1) ?? '', String(name), JSON.parse(String(input)))
    return { ok: { executionArn: arn, startDate: this.#nowMs / 1000 } }
  }

  #stop(arn: string, { error, cause }: SfnRequest['body']): SfnAnswer {
    if (this.#of(arn).status !== 'RUNNING') return { error: 'ValidationException', message: 'Execution is not running' }
    this.#end(arn, 'ABORTED', { error: String(error), cause: String(cause) })
    this.happens(arn, 'ExecutionAborted', { executionAbortedEventDetails: { error, cause } })
    return { ok: { stopDate: this.#nowMs / 1000 } }
  }

  #described(arn: string) {
    const { events, startMs, stopMs, ...described } = this.#of(arn)
    return { ...described, startDate: startMs / 1000, ...(stopMs !== undefined && { stopDate: stopMs / 1000 }) }
  }

  #history(asked: SfnRequest['body']): SfnAnswer {
    const { executionArn, reverseOrder, includeExecutionData, maxResults = 100, nextToken } = asked
    const all = [...this.#of(executionArn).events]
    if (reverseOrder) all.reverse()
    // A token is the number of the next event: what happens meanwhile moves no page.
    const from = nextToken === undefined ? 0 : all.findIndex(({ id }) => id === Number(nextToken))
    const page = all.slice(from, from + Number(maxResults))
    const next = all[from + Number(maxResults)]
    const events = includeExecutionData === false ? page.map(bare) : page
    return { ok: { events, ...(next && { nextToken: String(next.id) }) } }
  }
}

/** Inputs and outputs are left out, as the service does. */
function bare(event: Event): Event {
  return JSON.parse(JSON.stringify(event, (name, value) => (name === 'input' || name === 'output' ? undefined : value)))
}
