import { type PassAnswer, type PassProgress, passAnswerIn } from '../../answer/passAnswer.ts'
import { readableCause } from '../../answer/readableCause.ts'
import type { ProgressView } from '../../report/progress.ts'
import type { Lambda } from '../../sandbox/lambda.ts'

/** The passes of one execution: invokes them one after another, and keeps what is known if the execution ends early. */
export class Passes {
  readonly #view: ProgressView
  readonly #logs: () => readonly string[]
  readonly #signal: AbortSignal
  #answered = 0
  #invocations = 0
  #seconds = 0
  #last: PassAnswer | undefined

  /** `logs` gives the last lines that the handler wrote, for a pass that fails. After `signal` aborts, no pass starts. */
  constructor(view: ProgressView, logs: () => readonly string[], signal: AbortSignal) {
    this.#signal = signal
    this.#view = view
    this.#logs = logs
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

  showStart(pid: number): void {
    this.#view.note(`pass process ${pid} started`)
  }

  showProgress(progress: PassProgress): void {
    this.#view.show(this.#answered + 1, progress)
  }

  /** Invokes Begin, which is not counted as a pass. */
  begin(lambda: Lambda, payload: unknown): Promise<unknown> {
    return this.#invoke('Begin', lambda, payload)
  }

  /** Invokes the next pass. Throws what the invocation throws, and the signal's reason when it has aborted. */
  async run(lambda: Lambda, payload: unknown): Promise<unknown> {
    const pass = `pass ${this.#answered + 1}`
    if (!this.#signal.aborted) this.#view.note(`${pass} started`)
    const answer = await this.#invoke(pass, lambda, payload)
    const read = passAnswerIn(answer)
    if (read) this.#last = read
    this.#answered++
    this.#view.note(`${pass} answered${read ? `: ${answerInWords(read)}` : ''}`)
    return answer
  }

  async #invoke(what: string, lambda: Lambda, payload: unknown): Promise<unknown> {
    this.#signal.throwIfAborted()
    this.#invocations++
    const startMs = performance.now()
    try {
      return await lambda.invoke(payload)
    } catch (error) {
      const [name, cause] = error instanceof Error ? [error.name, readableCause(error.message)] : ['', String(error)]
      if (this.#signal.aborted) throw error
      this.#view.note([`${what} ended with ${name}: ${cause}`, ...this.#logs()].join('\n  '))
      throw error
    } finally {
      this.#seconds += (performance.now() - startMs) / 1000
    }
  }
}

/** An answer in words: its status, the wait before the next pass, and the caps. */
export function answerInWords({ status, waitSeconds = 0, caps = {} }: PassAnswer): string {
  const { writeUnitsPerSecond: write, readUnitsPerSecond: read } = caps
  const capped = [write && `${write} write units a second`, read && `${read} read units a second`].filter(Boolean)
  return [
    status,
    ...(waitSeconds > 0 ? [`the next one in ${waitSeconds} s`] : []),
    ...(capped.length > 0 ? [`capped at ${capped.join(' and ')}`] : []),
  ].join(', ')
}
