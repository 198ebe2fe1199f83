import type { HistoryEvent } from '@aws-sdk/client-sfn'
import type { ProgressView } from '../progress.ts'
import { readableCause } from '../readableCause.ts'
import type { Answer } from './answer.ts'
import { duration } from './duration.ts'
import { answerOf, isEnd } from './history.ts'

/** The state whose task is a pass, and the one in which executions come to see each other. */
const [PASS, YIELD] = ['Scavenge', 'Yield']

/** Tells the events of one execution, in their order, as the local run tells its own. */
export class Narrator {
  readonly #view: ProgressView
  readonly #startMs: number
  #state = ''
  #passStartedMs: number | undefined
  #last: Answer | undefined
  #answeredMs = 0
  #ended = false

  constructor(view: ProgressView, startMs: number) {
    this.#view = view
    this.#startMs = startMs
  }

  /** The answer of the last pass that gave one. */
  get last(): Answer | undefined {
    return this.#last
  }

  /** Whether the last event told was the execution's end. */
  get ended(): boolean {
    return this.#ended
  }

  /** Each event in a line, then the progress as the last of them leaves it. */
  tell(events: readonly HistoryEvent[]): void {
    const before = this.#last
    for (const event of events) this.#note(event)
    if (this.#last?.progress && this.#last !== before) {
      const { ledger, progress } = this.#last
      this.#view.show(ledger.passes ?? 0, { ...progress, ledger }, this.#answeredMs - this.#startMs)
    }
  }

  #note(event: HistoryEvent): void {
    const { type = '', timestamp, stateEnteredEventDetails: entered } = event
    const atMs = timestamp?.getTime() ?? Date.now()
    this.#ended = isEnd(event)
    if (entered) this.#state = entered.name ?? ''
    if (type === 'TaskScheduled' && this.#state === PASS) this.#passStarts(atMs)
    else if (type === 'TaskSucceeded') this.#taskAnswers(event, atMs)
    else if (/^Task(Failed|TimedOut|StartFailed|SubmitFailed)$/.test(type)) this.#taskFails(event)
    else if (type === 'WaitStateEntered' && this.#state !== YIELD) {
      this.#view.note(`waits ${this.#last?.waitSeconds ?? 0} s`)
    }
  }

  /** A sign of life while a pass runs. */
  beat(): void {
    if (this.#state === YIELD) this.#view.beat('looking for another execution of the rule')
    if (this.#passStartedMs === undefined) return
    this.#view.beat(`pass ${this.#pass} for ${duration(Date.now() - this.#passStartedMs)}`)
  }

  /** The one that runs or comes next. */
  get #pass(): number {
    return (this.#last?.ledger.passes ?? 0) + 1
  }

  #passStarts(atMs: number): void {
    this.#passStartedMs = atMs
    this.#view.note(`pass ${this.#pass} started`)
  }

  #taskAnswers(event: HistoryEvent, atMs: number): void {
    const answer = answerOf(event)
    if (!answer) return
    this.#last = answer
    this.#answeredMs = atMs
    this.#passStartedMs = undefined
    this.#view.note(`pass ${answer.ledger.passes ?? 0} answered: ${answer.status}`)
  }

  #taskFails({ type, ...details }: HistoryEvent): void {
    const { error = type, cause = '' } =
      details.taskFailedEventDetails ??
      details.taskTimedOutEventDetails ??
      details.taskStartFailedEventDetails ??
      details.taskSubmitFailedEventDetails ??
      {}
    const what = this.#state === PASS ? `pass ${this.#pass}` : this.#state
    this.#passStartedMs = undefined
    this.#view.note(`${what} ended with ${error}: ${readableCause(cause)}`)
  }
}
