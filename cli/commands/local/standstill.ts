import type { Clock } from '../../../functions/scavenge/waiting/clock.ts'
import type { LedgerCounts } from '../../answer/ledgerCounts.ts'
import type { Failing, PassAnswer, PassProgress } from '../../answer/passAnswer.ts'
import { duration } from '../../report/duration.ts'
import { failingInWords } from '../../report/failing.ts'
import { adviceOn } from '../../report/troubleAdvice.ts'

/** A standstill is told when it has lasted this long, and again each time that it has lasted twice as long. */
const FIRST_TOLD_MS = 60_000

/**
 * A pass that can't delete stops reading within seconds, when its pages in memory are full, and drains after 30 s without
 * any progress. Reading that goes on for longer than this is progress, whatever fails beside it.
 */
const READING_ON_MS = 30_000

const SETTLED = ['young', 'undated', 'deleted', 'wouldDelete', 'spared', 'failed']

interface FailingSince extends Pick<Failing, 'code' | 'times'> {
  /** On the monotonic clock. */
  readonly sinceMs: number
}

/**
 * Tells on a line of its own that an execution gets nowhere: no item was settled and no segment finished for a minute,
 * then for two, four and so on. While requests fail, what a pass reads at first is no progress, because each pass
 * of a stalled execution reads the same pages again. A wait that a pass with progress asked for is no standstill.
 */
export class Standstill implements Disposable {
  readonly #clock: Clock
  readonly #tell: (line: string) => void
  #callOff = () => {}
  #closed = false
  #movedMs: number
  #tellAfterMs = FIRST_TOLD_MS
  /** Settled items and finished segments, as they last stood. */
  #mark = '0 0'
  #scanned = 0
  #passStartedMs: number
  #settledInPass = false
  #failsInPass = false
  /** Requests have failed since the last progress, so that reading on is none. */
  #doubtful = false
  /** What was last known to fail, in the present pass or the one before. */
  #failing: readonly FailingSince[] = []

  private constructor(clock: Clock, tell: (line: string) => void) {
    this.#clock = clock
    this.#tell = tell
    this.#movedMs = clock.monotonicMs()
    this.#passStartedMs = this.#movedMs
  }

  /** Watches from now on, until it is closed. */
  static start(clock: Clock, tell: (line: string) => void): Standstill {
    const standstill = new Standstill(clock, tell)
    standstill.#schedule()
    return standstill
  }

  close(): void {
    this.#closed = true
    this.#callOff()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** What requests fail with as far as is known: in the present pass, else in the one before until there is progress. */
  get failing(): readonly Failing[] {
    const nowMs = this.#clock.monotonicMs()
    return this.#failing.map(({ code, times, sinceMs }) => ({ code, times, forMs: nowMs - sinceMs }))
  }

  passStarts(): void {
    this.#passStartedMs = this.#clock.monotonicMs()
    this.#settledInPass = false
    this.#failsInPass = false
  }

  progressed({ ledger, segmentsDone, failing = [] }: PassProgress): void {
    const fails = failing.length > 0
    if (this.#failsInPass && !fails) this.#doubtful = false
    this.#compare(ledger, segmentsDone)
    this.#failsInPass = fails
    if (fails) this.#doubtful = true
    const nowMs = this.#clock.monotonicMs()
    const since = failing.map(({ code, times, forMs }) => {
      return { code, times, sinceMs: Math.min(nowMs - forMs, this.#sinceMs(code) ?? nowMs) }
    })
    if (fails || !this.#doubtful) this.#failing = since
  }

  answered({ ledger, progress, trouble = {}, waitSeconds = 0 }: PassAnswer): void {
    const failed = Object.entries(trouble)
    if (failed.length === 0) this.#doubtful = false
    this.#compare(ledger, progress?.segmentsDone ?? 0)
    this.#doubtful = failed.length > 0
    this.#failing = failed.map(([code, times]) => ({ code, times, sinceMs: this.#sinceMs(code) ?? this.#movedMs }))
    if (waitSeconds > 0 && (this.#settledInPass || failed.length === 0)) {
      this.#movedMs = this.#clock.monotonicMs() + waitSeconds * 1000
      this.#schedule()
    }
  }

  /** Since when requests fail with the code, over passes; undefined where they did not. */
  #sinceMs(code: string): number | undefined {
    return this.#failing.find((earlier) => earlier.code === code)?.sinceMs
  }

  #compare(ledger: LedgerCounts, segmentsDone: number): void {
    const { scanned = 0 } = ledger
    const settled = SETTLED.reduce((sum, name) => sum + (ledger[name] ?? 0), 0)
    const mark = `${settled} ${segmentsDone}`
    const passMs = this.#clock.monotonicMs() - this.#passStartedMs
    const readOn = scanned > this.#scanned && (!this.#doubtful || passMs > READING_ON_MS)
    this.#scanned = Math.min(this.#scanned, scanned) // a pass that died is repeated with the counts before it
    if (mark === this.#mark && !readOn) return
    if (mark !== this.#mark) {
      this.#doubtful = false
      this.#settledInPass = true
    }
    this.#mark = mark
    this.#scanned = scanned
    this.#movedMs = this.#clock.monotonicMs()
    this.#tellAfterMs = FIRST_TOLD_MS
    this.#schedule()
  }

  #schedule(): void {
    this.#callOff()
    if (this.#closed) return
    const dueMs = this.#movedMs + this.#tellAfterMs - this.#clock.monotonicMs()
    this.#callOff = this.#clock.after(dueMs, () => {
      this.#tell(this.#sentence())
      this.#tellAfterMs *= 2
      this.#schedule()
    })
  }

  #sentence(): string {
    const nowMs = this.#clock.monotonicMs()
    const nothing = `no progress for ${duration(nowMs - this.#movedMs)}: no item was settled and no segment finished`
    const { failing } = this
    const [worst] = failing.toSorted((a, b) => b.times - a.times)
    if (worst === undefined) return `${nothing}; no failed request is known, so answers are awaited`
    return `${nothing}; ${failingInWords(failing)}: ${adviceOn(worst.code)}`
  }
}
