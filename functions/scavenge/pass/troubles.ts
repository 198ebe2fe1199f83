import { type RequestFailed, Throttled } from '../request/failed.ts'

/** How often the requests and single deletes of one pass failed, by code; a throttle counts under its reasons too. */
export class Troubles {
  readonly #times: Record<string, number> = {}

  /** Times by code, as they stand when it is called. */
  get byCode(): Readonly<Record<string, number>> {
    return { ...this.#times }
  }

  note(code: string): void {
    this.#times[code] = (this.#times[code] ?? 0) + 1
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
