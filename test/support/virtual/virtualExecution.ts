import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import type { PassOutcome, PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import type { PassContext } from '../../../functions/scavenge/pass/parts/passContext.ts'
import { runPass } from '../../../functions/scavenge/pass/runPass.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Table } from '../../../functions/scavenge/table/table.ts'
import { ManualClock } from './manualClock.ts'
import { randomOf } from './random.ts'

/** When every execution in virtual time starts. */
export const START_MS = 1_700_086_400_000

const PASS_MS = 100_000

/** Passes of one execution at most: one that goes on beyond them goes on for ever. */
const MAX_PASSES = 1_000

export interface Scene<T extends Table> {
  readonly table: (clock: ManualClock) => T
  readonly rule: Rule
  /** The execution's input, as a person writes it. */
  readonly input?: object
  readonly passMs?: number
  /** Others use the clock too: something may be due after the end of a pass. */
  readonly othersWork?: boolean
  /** The execution is stopped after so many milliseconds. */
  readonly stoppedMs?: number
  readonly onProgress?: PassContext['onProgress']
}

/** How the state machine invokes one pass. */
export interface Call {
  readonly token?: string | undefined
  /** Beside a token: whether it is another execution's. */
  readonly status?: 'start' | 'continue'
  readonly retryCount?: number
  /** Redrives of the execution: ever, and when a pass answered last. */
  readonly redriveCount?: number
  readonly redrives?: number
  /** What Begin decided, but for the code. */
  readonly decided?: object
  /** What a person changes in the execution's input. */
  readonly changes?: object
}

/** An execution in virtual time, at a table that a test makes: one pass, or all of them with the waits between. */
export class VirtualExecution<T extends Table> {
  readonly clock = new ManualClock(randomOf(1), START_MS)
  readonly table: T
  /** What the passes of `toTheEnd` answered, but for those that were lost. */
  readonly answers: PassResult[] = []
  /** Milliseconds of passes, without the waits between them. */
  billedMs = 0
  readonly #scene: Scene<T>
  readonly #stop = new AbortController()

  constructor(scene: Scene<T>) {
    this.#scene = scene
    this.table = scene.table(this.clock)
    if (scene.stoppedMs === 0) this.#stop.abort()
    else if (scene.stoppedMs !== undefined) this.clock.after(scene.stoppedMs, () => this.#stop.abort())
  }

  /** What one pass answers; rejects as the pass rejects. */
  async pass(call?: Call): Promise<PassResult> {
    return (await this.outcome(call)).answer
  }

  /** One pass with its figures. Fails where the pass outlasts its time, or leaves anything that is still due. */
  async outcome({ token, status, decided, changes, ...call }: Call = {}): Promise<PassOutcome> {
    const { retryCount = 0, redriveCount = 0, redrives } = call
    const { input = {}, passMs = PASS_MS, onProgress } = this.#scene
    const code = confirmationCode(this.#scene.rule, this.table.description)
    const rule = { ...this.#scene.rule, confirmed: code }
    const event = {
      input: { ...input, ...changes },
      ...(decided && { decided: { code, ...decided } }),
      pass: {
        status: status ?? (token === undefined ? 'start' : 'continue'),
        continuationToken: token ?? null,
        redrives,
      },
      execution: { id: 'virtual', startTime: new Date(START_MS).toISOString(), redriveCount },
      retryCount,
    }
    const startedMs = this.clock.monotonicMs()
    let over = false
    const passed = runPass(parseEvent(event, rule), {
      clock: this.clock,
      random: randomOf(2),
      table: this.table,
      rule,
      remainingMs: passMs,
      ...(this.#scene.stoppedMs !== undefined && { stopped: this.#stop.signal }),
      ...(onProgress && { onProgress }),
    }).finally(() => {
      over = true
    })
    passed.catch(() => undefined) // awaited below, when virtual time has passed
    await this.clock.run(() => over, startedMs + passMs)
    if (!over) throw new Error(`pass: expected an end within ${passMs} ms, found none`)
    const endedMs = this.clock.monotonicMs()
    this.billedMs += endedMs - startedMs
    if (this.#scene.othersWork) return passed
    await this.clock.run(() => false, Number.POSITIVE_INFINITY)
    if (this.clock.monotonicMs() !== endedMs) throw new Error('pass: expected nothing due after its end, found a timer')
    return passed
  }

  /** The answers of all passes until one completes, the waits included. `lost`: numbers of passes whose answer is lost. */
  async toTheEnd(lost: readonly number[] = []): Promise<readonly PassResult[]> {
    let token: string | undefined
    let retryCount = 0
    for (let number = 0; number < MAX_PASSES; number++) {
      const answer = await this.pass({ token, retryCount })
      retryCount = lost.includes(number) ? retryCount + 1 : 0
      if (retryCount > 0) continue
      this.answers.push(answer)
      if (answer.status === 'complete') return this.answers
      token = answer.continuationToken
      await this.#wait(answer.waitSeconds * 1_000)
    }
    throw new Error(`execution: expected an end within ${MAX_PASSES} passes, found none`)
  }

  async #wait(ms: number): Promise<void> {
    let over = false
    this.clock.after(ms, () => {
      over = true
    })
    await this.clock.run(() => over, Number.POSITIVE_INFINITY)
  }
}
