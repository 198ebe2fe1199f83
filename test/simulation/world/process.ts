import { type Clock, sleepBy } from '../../../functions/scavenge/waiting/clock.ts'
import type { Timer } from '../../support/virtual/manualClock.ts'
import type { World } from './world.ts'

/**
 * The process that a pass runs in: its clock, and the ways in which it may end. It is killed at its hard limit, and by
 * a fault at a random moment or when it starts to wait for something. It may also stall for a while.
 */
export class SimulatedProcess implements Clock {
  readonly lengthMs: number
  readonly startedMs: number
  /** Resolves when the process is killed, or at its hard limit. */
  readonly died: Promise<void>
  readonly #world: World
  readonly #epochMs: number
  readonly #stall: { readonly fromMs: number; readonly untilMs: number } | undefined
  readonly #killAtCall: number
  readonly #pending = new Set<Timer>()
  #die: () => void = () => undefined
  #alive = true
  #over = false
  #calls = 0

  /** `epochMs`: what its wall clock shows at virtual time 0. */
  constructor(world: World, lengthMs: number, epochMs: number) {
    const { clock, faults } = world
    this.#world = world
    this.#epochMs = epochMs
    this.lengthMs = lengthMs
    this.startedMs = clock.monotonicMs()
    this.died = new Promise((resolve) => {
      this.#die = resolve
    })
    if (faults.strikes('stall')) {
      const random = faults.random('stall')
      const fromMs = this.startedMs + random.between(0, lengthMs)
      this.#stall = { fromMs, untilMs: fromMs + lengthMs * random.magnitude(0.001, 1) }
    }
    this.#killAtCall = faults.strikes('killAtCall')
      ? Math.ceil(faults.random('killAtCall').magnitude(1, 3_000))
      : Number.POSITIVE_INFINITY
    if (faults.strikes('kill')) {
      const random = faults.random('kill')
      this.#later(lengthMs * random.magnitude(0.001, 1), () => this.kill())
    }
    this.#later(lengthMs + world.jitterMs, () => {
      if (this.#alive && !this.#over && this.#stall === undefined)
        world.violate('a pass answers before its hard limit', `none after ${lengthMs} ms`)
      this.kill()
    })
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Ends the process: what it has sent is with the table, nothing else of it happens. */
  kill(): void {
    if (!this.#alive || this.#over) return
    this.#alive = false
    for (const timer of this.#pending) timer.cancelled = true
    this.#die()
  }

  /** The pass answered or threw: from now on nothing of it may happen. */
  answered(): void {
    this.#over = true
    for (const timer of this.#pending) {
      if (!timer.cancelled) this.#world.violate('nothing of a pass runs after its answer', 'a timer that is still set')
      timer.cancelled = true
    }
  }

  monotonicMs(): number {
    return this.#world.clock.monotonicMs()
  }

  nowMs(): number {
    return this.#epochMs + this.monotonicMs()
  }

  after(ms: number, run: () => void): () => void {
    return this.enter('timer') ? this.#timer(ms, run) : () => undefined
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.enter('timer') ? sleepBy((later, run) => this.#timer(later, run), ms, signal) : never()
  }

  /** Whether the process still runs; every call of the engine's passes here. */
  enter(call: 'timer' | 'scan' | 'delete'): boolean {
    if (!this.#alive) return false
    if (this.#over) this.#world.violate('nothing of a pass runs after its answer', `a ${call}`)
    if (++this.#calls === this.#killAtCall) {
      this.kill()
      return false
    }
    return true
  }

  /** The time at which the process notices what is due at `atMs`: later, where it stalls then. */
  awake(atMs: number): number {
    const { fromMs = 0, untilMs = 0 } = this.#stall ?? {}
    return atMs >= fromMs ? Math.max(atMs, untilMs) : atMs
  }

  #timer(ms: number, run: () => void): () => void {
    const dueMs = this.monotonicMs() + Math.max(0, ms + this.#jitter())
    const timer = this.#world.clock.at(this.awake(dueMs), () => {
      callOff()
      run()
      return undefined
    })
    const callOff = () => {
      timer.cancelled = true
      this.#pending.delete(timer)
    }
    this.#pending.add(timer)
    return callOff
  }

  #jitter(): number {
    const { jitterMs, faults } = this.#world
    return jitterMs === 0 ? 0 : faults.random('timerJitter').between(-1, jitterMs)
  }

  #later(ms: number, run: () => void): void {
    this.#world.clock.at(this.startedMs + ms, () => {
      run()
      return undefined
    })
  }
}

/** Makes a new promise each time: one for all would keep a reference to everything that ever waited for it. */
export function never(): Promise<never> {
  return new Promise(() => undefined)
}
