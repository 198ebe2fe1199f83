import { setTimeout as sleep } from 'node:timers/promises'
import type { Treatment } from '../network/proxy.ts'
import type { RunEvents } from './bundleRuns.ts'

/** Passes killed in a row at most; the definition repeats one 8 times, and a busy machine may lose one of its own. */
const MAX_ROW = 6
const MIN_ROW = 4
/** A pass is killed in one of its first so many requests. */
const MAX_REQUESTS = 8
/** While there are kills to come, a batch of a pass that may live takes at least so long: the table must last for them. */
const SLOW_MS = 500

/**
 * Kills the process of a pass by SIGKILL in one of its requests: before the engine has it, while the engine works, or
 * when the work is done and nothing said. After some passes in a row one is let live. `random` decides all of it.
 */
export class Killer {
  readonly #random: () => number
  #left: number
  #row: number
  #pass = 0
  /** Of this pass, until the kill; infinite for one that may live. */
  #requests = Number.POSITIVE_INFINITY
  #pid: number | undefined
  #sent = 0

  constructor(random: () => number, kills: number) {
    this.#random = random
    this.#left = kills
    this.#row = this.#drawn(MIN_ROW, MAX_ROW)
  }

  /** Kills so far. */
  get sent(): number {
    return this.#sent
  }

  /** What the run must tell. */
  readonly on: RunEvents = {
    process: (pid) => {
      this.#pid = pid
    },
    pass: () => {
      this.#pass++
      const lives = this.#left === 0 || this.#row === 0
      this.#requests = lives ? Number.POSITIVE_INFINITY : this.#drawn(1, MAX_REQUESTS)
      if (!lives) this.#row--
    },
    answer: () => {
      this.#row = this.#drawn(MIN_ROW, MAX_ROW)
    },
  }

  readonly treat: Treatment = async (call, forward) => {
    const pass = this.#pass
    if (--this.#requests === 0) {
      const moment = this.#drawn(1, 3)
      if (moment === 1) return this.#kill(pass)
      const answer = forward()
      if (moment === 3) await answer
      this.#kill(pass)
      await answer
      return 'silence'
    }
    const lives = this.#requests === Number.POSITIVE_INFINITY
    if (lives && this.#left > 0 && call.action === 'BatchExecuteStatement') await sleep(SLOW_MS)
    return forward()
  }

  /** Spares the next pass, should the one that sent the request have ended meanwhile. */
  #kill(pass: number): 'silence' {
    if (pass !== this.#pass || this.#pid === undefined) return 'silence'
    this.#left--
    this.#sent++
    process.kill(this.#pid, 'SIGKILL')
    return 'silence'
  }

  #drawn(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1))
  }
}
