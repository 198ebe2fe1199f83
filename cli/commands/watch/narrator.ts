import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { member, parseJson } from '../../../functions/scavenge/execution/json.ts'
import { isEnd } from '../../../functions/scavenge/execution/lastAnswer.ts'
import { summed } from '../../../functions/scavenge/progress/summed.ts'
import { STATES } from '../../../statemachine/states.ts'
import { type Before, doneBefore, ownCounts } from '../../answer/before.ts'
import { type PassAnswer, windowOpensIn } from '../../answer/passAnswer.ts'
import { readableCause } from '../../answer/readableCause.ts'
import type { Trouble } from '../../answer/trouble.ts'
import { tokenFoundBy } from '../../executions/beginning.ts'
import { answerOf } from '../../executions/history.ts'
import { duration } from '../../report/duration.ts'
import type { ProgressView } from '../../report/progress.ts'

/** Shows the events of one execution in their order, in the words of the local run. */
export class Narrator {
  readonly #view: ProgressView
  readonly #startMs: number
  /** Known once Begin has answered, where the execution continues another one. */
  #before: Before
  #state = ''
  #passStartedMs: number | undefined
  #last: PassAnswer | undefined
  #trouble: Trouble = {}
  /** When the first of the passes began that failed with a code one after the other, by code. */
  #failingSinceMs: ReadonlyMap<string, number> = new Map()
  #ended = false

  constructor(view: ProgressView, startMs: number, before: Before) {
    this.#view = view
    this.#startMs = startMs
    this.#before = before
  }

  /** The answer of the last pass that gave one. */
  get last(): PassAnswer | undefined {
    return this.#last
  }

  /** What requests failed with in the passes whose answers were told. */
  get trouble(): Trouble {
    return this.#trouble
  }

  /** Whether the execution's end was among the events told last. */
  get ended(): boolean {
    return this.#ended
  }

  /** Writes a line for each event worth one, and shows the progress by the last answer among them. */
  tell(events: readonly HistoryEvent[]): void {
    const answers = events.map((event) => (event.type === 'TaskSucceeded' ? answerOf(event) : undefined))
    const newest = answers.findLastIndex((answer) => answer !== undefined)
    events.forEach((event, index) => {
      const answer = answers[index]
      if (answer) this.#passAnswers(answer, event.timestamp)
      else this.#note(event)
      if (answer && index === newest) this.#show(answer, event.timestamp)
    })
    this.#ended = events.some(isEnd)
  }

  #note(event: HistoryEvent): void {
    const { type = '', timestamp, stateEnteredEventDetails: entered } = event
    const found = tokenFoundBy(event)
    if (found !== undefined) this.#before = doneBefore(found)
    if (entered) this.#state = entered.name ?? ''
    if (type === 'TaskScheduled' && this.#state === STATES.pass) this.#passStarts(timestamp)
    else if (/^Task(Failed|TimedOut|StartFailed|SubmitFailed)$/.test(type)) this.#taskFails(event)
    else if (type === 'WaitStateEntered' && this.#state !== STATES.yield) this.#waits(event)
  }

  #waits({ stateEnteredEventDetails: entered }: HistoryEvent): void {
    const begun = member(member(parseJson(entered?.input), 'begin'), 'Payload')
    const opens = this.#state === STATES.window ? windowOpensIn(begun) : this.#last?.windowOpens
    if (opens !== undefined) this.#view.note(`waits for the rule's window, which opens at ${opens}`)
    else this.#view.note(`waits ${this.#last?.waitSeconds ?? secondsIn(begun)} s`)
  }

  /** Shows a sign of life while a pass runs. */
  beat(): void {
    if (this.#state === STATES.yield) this.#view.beat('looking for another execution of the rule')
    if (this.#passStartedMs === undefined) return
    this.#view.beat(`pass ${this.#currentPass} for ${duration(Date.now() - this.#passStartedMs)}`)
  }

  #show({ status, ledger, progress, trouble = {} }: PassAnswer, at: Date | undefined): void {
    if (!progress) return
    const atMs = at?.getTime() ?? Date.now()
    const elapsedMs = atMs - this.#startMs
    const failing = Object.entries(status === 'complete' ? {} : trouble).map(([code, times]) => {
      return { code, times, forMs: atMs - (this.#failingSinceMs.get(code) ?? atMs) }
    })
    const { deleted = 0, wouldDelete = 0 } = this.#before.ledger
    const pace = { elapsedMs, deleted: deleted + wouldDelete, segmentsDone: this.#before.segmentsDone }
    this.#view.show(this.#answered, { ...progress, ledger, failing }, pace)
  }

  /** This execution's passes that answered. */
  get #answered(): number {
    return this.#last ? (ownCounts(this.#last.ledger, this.#before).passes ?? 0) : 0
  }

  /** Number of the pass that runs or comes next. */
  get #currentPass(): number {
    return this.#answered + 1
  }

  #passStarts(at: Date | undefined): void {
    this.#passStartedMs = at?.getTime() ?? Date.now()
    this.#view.note(`pass ${this.#currentPass} started`)
  }

  #passAnswers(answer: PassAnswer, at: Date | undefined): void {
    const { trouble = {} } = answer
    const startedMs = this.#passStartedMs ?? at?.getTime() ?? Date.now()
    this.#failingSinceMs = new Map(
      Object.keys(trouble).map((code) => [code, this.#failingSinceMs.get(code) ?? startedMs]),
    )
    this.#trouble = summed([this.#trouble, trouble])
    this.#last = answer
    this.#passStartedMs = undefined
    this.#view.note(`pass ${this.#answered} answered: ${answer.status}`)
  }

  #taskFails({ type, ...details }: HistoryEvent): void {
    const { error = type, cause = '' } =
      details.taskFailedEventDetails ??
      details.taskTimedOutEventDetails ??
      details.taskStartFailedEventDetails ??
      details.taskSubmitFailedEventDetails ??
      {}
    const what = this.#state === STATES.pass ? `pass ${this.#currentPass}` : this.#state
    this.#passStartedMs = undefined
    this.#view.note(`${what} ended with ${error}: ${readableCause(cause)}`)
  }
}

/** The wait that Begin asks for. */
function secondsIn(begun: unknown): number {
  return Number(member(begun, 'waitSeconds') ?? 0)
}
