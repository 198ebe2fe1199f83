import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn'
import { type Carry, NOTHING } from '../run/carry.ts'

/** How an execution ended. */
type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED'; readonly error: string }
  | { readonly status: 'ABORTED' }

/** What happens when a state is left. */
type Exited = Extract<HistoryEventType, `${'Task' | 'Pass' | 'Map' | 'Wait' | 'Succeed'}StateExited`>

/** What is told of an event beside its number and time. */
type Details = Omit<HistoryEvent, 'id' | 'timestamp'>

/** An execution as Step Functions keeps it, with its history, and what the simulation knows of it. */
export class SimulatedExecution {
  readonly arn: string
  readonly name: string
  /** JSON, as it was started with. */
  readonly input: string
  /** By the wall clock, in milliseconds since 1970. */
  readonly startMs: number
  readonly events: HistoryEvent[] = []
  redrives = 0
  /** What its newest answer in the history stands for: that of the execution whose place it takes, at first. */
  carry: Carry
  /** Whether one of its own states holds a token. */
  holdsToken = false
  /** Whether its newest answer says that all is settled. */
  isFinished = false
  /** Characters of the longest data of an event. */
  longestData = 0
  #ending: Ending | undefined
  #stopMs = 0

  constructor(arn: string, input: string, startMs: number, carry: Carry = NOTHING) {
    this.arn = arn
    this.name = arn.slice(arn.lastIndexOf(':') + 1)
    this.input = input
    this.startMs = startMs
    this.carry = carry
    this.happens(startMs, { type: 'ExecutionStarted', executionStartedEventDetails: { input } })
  }

  get status(): 'RUNNING' | Ending['status'] {
    return this.#ending?.status ?? 'RUNNING'
  }

  /** JSON; undefined unless it succeeded. */
  get output(): string | undefined {
    return this.#ending?.status === 'SUCCEEDED' ? JSON.stringify(this.#ending.output) : undefined
  }

  get error(): string | undefined {
    return this.#ending?.status === 'FAILED' ? this.#ending.error : undefined
  }

  happens(nowMs: number, details: Details): void {
    this.events.push({ id: this.events.length + 1, timestamp: new Date(nowMs), ...details })
  }

  /** The function is invoked. Answers the event that it gets. */
  scheduled(nowMs: number, payload: object): unknown {
    const parameters = JSON.stringify({ FunctionName: 'scavenge', Payload: payload })
    this.#measure(parameters)
    const taskScheduledEventDetails = { resourceType: 'lambda', resource: 'invoke', region: 'eu-central-1', parameters }
    this.happens(nowMs, { type: 'TaskScheduled', taskScheduledEventDetails })
    return JSON.parse(parameters).Payload
  }

  /** The function answered, and the task's state is left with `state`. */
  answered(nowMs: number, { name, answer, state }: { name: string; answer: object; state: object }): void {
    const output = JSON.stringify({ ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 })
    const taskSucceededEventDetails = { resourceType: 'lambda', resource: 'invoke', output }
    this.happens(nowMs, { type: 'TaskSucceeded', taskSucceededEventDetails })
    this.left(nowMs, 'TaskStateExited', { name, state })
  }

  /** A state is left with that data. */
  left(nowMs: number, type: Exited, { name, state }: { name: string; state: object }): void {
    const output = JSON.stringify(state)
    this.#measure(output)
    this.happens(nowMs, { type, stateExitedEventDetails: { name, output } })
  }

  /** An invocation of the function ended with an error. */
  failed(nowMs: number, error: string): void {
    this.happens(nowMs, {
      type: 'TaskFailed',
      taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error },
    })
  }

  /** The state that succeeds is left, and the execution with it. */
  succeeded(nowMs: number, output: object): void {
    this.left(nowMs, 'SucceedStateExited', { name: 'Complete', state: output })
    this.ended(nowMs, { status: 'SUCCEEDED', output })
  }

  ended(nowMs: number, ending: Ending): void {
    this.#ending = ending
    this.#stopMs = nowMs
    const type =
      `Execution${ending.status === 'SUCCEEDED' ? 'Succeeded' : ending.status === 'FAILED' ? 'Failed' : 'Aborted'}` as const
    this.happens(nowMs, { type })
  }

  redriven(nowMs: number): void {
    this.redrives++
    this.#ending = undefined
    this.happens(nowMs, { type: 'ExecutionRedriven' })
  }

  /** What DescribeExecution says of it. */
  get described(): object {
    const { arn: executionArn, status, startMs, input, output, error } = this
    const startDate = new Date(startMs)
    if (status === 'RUNNING') return { executionArn, status, startDate, input }
    const stopDate = new Date(this.#stopMs)
    return { executionArn, status, startDate, stopDate, input, ...(output && { output }), ...(error && { error }) }
  }

  #measure({ length }: string): void {
    this.longestData = Math.max(this.longestData, length)
  }
}
