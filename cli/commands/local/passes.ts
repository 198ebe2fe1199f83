import { member } from '../../../functions/scavenge/execution/json.ts'
import { summed } from '../../../functions/scavenge/progress/summed.ts'
import { estimateIn } from '../../answer/estimate.ts'
import { type PassAnswer, type PassProgress, passAnswerIn, windowOpensIn } from '../../answer/passAnswer.ts'
import { readableCause } from '../../answer/readableCause.ts'
import type { Trouble } from '../../answer/trouble.ts'
import { estimateReport } from '../../report/estimateReport.ts'
import { timesInWords } from '../../report/failing.ts'
import type { ProgressView } from '../../report/progress.ts'
import type { Lambda } from '../../sandbox/lambda.ts'
import type { Standstill } from './standstill.ts'

type Invoked = Pick<Lambda, 'invoke'>

interface PassesContext {
  readonly view: ProgressView
  /** The last lines that the handler wrote, for a pass that fails. */
  readonly logs: () => readonly string[]
  readonly standstill: Standstill
  /** Whether it works on the demo table. */
  readonly isDemo: boolean
  /** After it aborts, no pass starts. */
  readonly signal: AbortSignal
}

/** The passes of one execution: invokes them one after another, and keeps what is known if the execution ends early. */
export class Passes {
  readonly #view: ProgressView
  readonly #logs: () => readonly string[]
  readonly #standstill: Standstill
  readonly #isDemo: boolean
  readonly #signal: AbortSignal
  #trouble: Trouble = {}
  #answered = 0
  #invocations = 0
  #seconds = 0
  #last: PassAnswer | undefined

  constructor({ view, logs, standstill, isDemo, signal }: PassesContext) {
    this.#isDemo = isDemo
    this.#signal = signal
    this.#view = view
    this.#logs = logs
    this.#standstill = standstill
  }

  /** Passes that answered. */
  get answered(): number {
    return this.#answered
  }

  /** Invocations of the function, Begin's included. */
  get invocations(): number {
    return this.#invocations
  }

  /** Seconds in which the function ran. */
  get seconds(): number {
    return this.#seconds
  }

  /** The answer of the last pass that gave one. */
  get last(): PassAnswer | undefined {
    return this.#last
  }

  /** What requests failed with, over all passes that answered. */
  get trouble(): Trouble {
    return this.#trouble
  }

  showStart(pid: number): void {
    this.#view.note(`pass process ${pid} started`)
  }

  showProgress(progress: PassProgress): void {
    this.#standstill.progressed(progress)
    this.#view.show(this.#answered + 1, { ...progress, failing: this.#standstill.failing })
  }

  /** Invokes Begin, which is not counted as a pass, and shows the estimate that it made. */
  async begin(lambda: Invoked, payload: unknown): Promise<unknown> {
    const answer = await this.#invoke('Begin', lambda, payload)
    const estimate = estimateIn(answer)
    // An execution that only estimates has its estimate in its outcome.
    if (estimate && member(answer, 'status') === 'start') {
      this.#view.note(estimateReport(estimate, { isDemo: this.#isDemo }))
    }
    const opens = windowOpensIn(answer)
    if (opens !== undefined) this.#view.note(`the rule's window is closed: the first pass begins at ${opens}`)
    return answer
  }

  /** Invokes the next pass. Throws what the invocation throws, and the signal's reason when it has aborted. */
  async run(lambda: Invoked, payload: unknown): Promise<unknown> {
    const pass = `pass ${this.#answered + 1}`
    if (!this.#signal.aborted) this.#view.note(`${pass} started`)
    this.#standstill.passStarts()
    const answer = await this.#invoke(pass, lambda, payload)
    const read = passAnswerIn(answer)
    if (read) this.#keep(read)
    this.#answered++
    this.#view.note(`${pass} answered${read ? `: ${answerInWords(read)}` : ''}`)
    return answer
  }

  /** Invokes gather, which is not counted as a pass: its ledger is that of all shards. */
  async gather(lambda: Invoked, payload: unknown): Promise<unknown> {
    const answer = await this.#invoke('Gathering', lambda, payload)
    const read = passAnswerIn(answer)
    if (read) {
      this.#last = read
      this.#view.note(`shards gathered: ${answerInWords(read)}`)
    }
    return answer
  }

  #keep(answer: PassAnswer): void {
    this.#last = answer
    this.#trouble = summed([this.#trouble, answer.trouble ?? {}])
    this.#standstill.answered(answer)
  }

  async #invoke(what: string, lambda: Invoked, payload: unknown): Promise<unknown> {
    this.#signal.throwIfAborted()
    this.#invocations++
    const startMs = performance.now()
    try {
      return await lambda.invoke(payload)
    } catch (error) {
      const [name, cause] = error instanceof Error ? [error.name, readableCause(error.message)] : ['', String(error)]
      if (this.#signal.aborted || name === 'Unconfirmed') throw error // the command itself shows what to confirm
      this.#view.note([`${what} ended with ${name}: ${cause}`, ...this.#logs()].join('\n  '))
      throw error
    } finally {
      this.#seconds += (performance.now() - startMs) / 1000
    }
  }
}

/** An answer in words: its status, the wait before the next pass, the caps, and what requests failed with. */
export function answerInWords(answer: PassAnswer): string {
  const { status, caps = {}, trouble = {} } = answer
  const { writeUnitsPerSecond: write, readUnitsPerSecond: read } = caps
  const capped = [write && `${write} write units a second`, read && `${read} read units a second`].filter(Boolean)
  const failed = Object.entries(trouble).map(([code, times]) => `${code} (${timesInWords(times)})`)
  return [
    status,
    ...waitInWords(answer),
    ...(capped.length > 0 ? [`capped at ${capped.join(' and ')}`] : []),
    ...(failed.length > 0 ? [`requests failed with ${failed.join(', ')}`] : []),
  ].join(', ')
}

function waitInWords({ status, waitSeconds = 0, windowOpens }: PassAnswer): readonly string[] {
  if (waitSeconds === 0) return []
  if (status === 'complete') return [`ends in ${waitSeconds} s, when what was taken beyond the caps is made up for`]
  if (windowOpens !== undefined) return [`the rule's window is closed: the next one begins at ${windowOpens}`]
  return [`the next one in ${waitSeconds} s`]
}
