import { type Clock, sleepBy } from '../../../functions/scavenge/waiting/clock.ts'

/** Something due at a virtual time. */
export interface Timer {
  readonly atMs: number
  /** Decides between timers of one moment. */
  readonly tie: number
  /** `quiet`: nobody who waits was resolved, so there is nothing to let run before the next timer. */
  readonly run: () => 'quiet' | undefined
  cancelled: boolean
}

/**
 * Virtual time. It stands still while code runs and moves to the next timer when all promises have come to rest:
 * hours pass in milliseconds, and always in the same way. `tie` decides the order of what is due at one moment.
 */
export class ManualClock implements Clock {
  readonly #tie: () => number
  readonly #heap: Timer[] = []
  readonly #epochMs: number
  #nowMs = 0

  /** `epochMs`: what the wall clock shows at first, in milliseconds since 1970. */
  constructor(tie: () => number, epochMs = 0) {
    this.#tie = tie
    this.#epochMs = epochMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  nowMs(): number {
    return this.#epochMs + this.#nowMs
  }

  after(ms: number, run: () => void): () => void {
    const timer = this.at(this.#nowMs + Math.max(0, ms), () => {
      run()
      return undefined
    })
    return () => {
      timer.cancelled = true
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepBy((later, run) => this.after(later, run), ms, signal)
  }

  /** Runs something at a virtual time, now at the earliest; it is called off by setting `cancelled`. */
  at(atMs: number, run: Timer['run']): Timer {
    const timer = { atMs: Math.max(atMs, this.#nowMs), tie: this.#tie(), run, cancelled: false }
    this.#push(timer)
    return timer
  }

  /** Lets virtual time pass until `done`; answers `idle` when nothing is due any more, `late` at the limit. */
  async run(done: () => boolean, limitMs: number): Promise<'done' | 'idle' | 'late'> {
    await promisesRest()
    while (!done()) {
      const timer = this.#pop()
      if (timer === undefined) return 'idle'
      if (timer.cancelled) continue
      if (timer.atMs > limitMs) return 'late'
      this.#nowMs = timer.atMs
      if (timer.run() !== 'quiet') await promisesRest()
    }
    return 'done'
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let at = heap.push(timer) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !before(timer, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = timer
  }

  #pop(): Timer | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      let below = heap[child]
      if (below === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && before(right, below)) {
        child++
        below = right
      }
      if (!before(below, last)) break
      heap[at] = below
      at = child
    }
    heap[at] = last
    return first
  }
}

function before(one: Timer, other: Timer): boolean {
  return one.atMs !== other.atMs ? one.atMs < other.atMs : one.tie < other.tie
}

/** Resolves when every promise that could go on has done so. */
function promisesRest(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
