import { type RequestFailed, Throttled } from '../request/failed.ts'
import type { Clock } from '../waiting/clock.ts'

/** Milliseconds without a failure of a code after which requests no longer fail with it. */
const OVER_MS = 30_000

/** Milliseconds between two calls of `onFailing` at least. */
const TOLD_EVERY_MS = 1_000

/** What requests fail with at present. */
export interface Failing {
  /** An error's code, or a reason for throttling. */
  readonly code: string
  readonly times: number
  /** Milliseconds since the first of these failures. */
  readonly forMs: number
}

interface Streak {
  readonly sinceMs: number
  readonly lastMs: number
  readonly times: number
}

/** How often the requests and single deletes of one pass failed, by code; a throttle counts under its reasons too. */
export class Troubles {
  readonly #times: Record<string, number> = {}
  readonly #streaks = new Map<string, Streak>()
  readonly #clock: Clock
  readonly #onFailing: () => void
  #toldMs = Number.NEGATIVE_INFINITY

  /** `onFailing` is called for a failure, at most once a second. */
  constructor(clock: Clock, onFailing: () => void = () => undefined) {
    this.#clock = clock
    this.#onFailing = onFailing
  }

  /** What requests have failed with within the last 30 s. */
  get failing(): readonly Failing[] {
    const nowMs = this.#clock.monotonicMs()
    const present = [...this.#streaks].filter(([, { lastMs }]) => nowMs - lastMs <= OVER_MS)
    return present.map(([code, { times, sinceMs }]) => ({ code, times, forMs: nowMs - sinceMs }))
  }

  /** Times by code, as they stand when it is called. */
  get byCode(): Readonly<Record<string, number>> {
    return { ...this.#times }
  }

  note(code: string): void {
    this.#times[code] = (this.#times[code] ?? 0) + 1
    const nowMs = this.#clock.monotonicMs()
    const streak = this.#streaks.get(code)
    const goesOn = streak !== undefined && nowMs - streak.lastMs <= OVER_MS
    const { sinceMs, times } = goesOn ? streak : { sinceMs: nowMs, times: 0 }
    this.#streaks.set(code, { sinceMs, lastMs: nowMs, times: times + 1 })
    if (nowMs - this.#toldMs < TOLD_EVERY_MS) return
    this.#toldMs = nowMs
    this.#onFailing()
  }

  /** A request failed or was throttled as a whole. */
  noteRequest(error: Throttled | RequestFailed): void {
    this.note(error.code)
    if (error instanceof Throttled) for (const reason of error.reasons) this.note(reason)
  }
}

/** The errors that end a pass. The first of them is the one that the pass throws. */
export class Failures {
  readonly #onFailure: () => void
  readonly #errors: unknown[] = []

  /** `onFailure` is called for each error; it has to end the pass. */
  constructor(onFailure: () => void) {
    this.#onFailure = onFailure
  }

  add(error: unknown): void {
    this.#errors.push(error)
    this.#onFailure()
  }

  throwFirst(): void {
    if (this.#errors.length > 0) throw this.#errors[0]
  }
}
