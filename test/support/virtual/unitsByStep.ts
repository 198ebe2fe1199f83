/** Milliseconds of one step. */
const STEP_MS = 100

/** Units over time, summed up by steps of a tenth of a second. */
export class UnitsByStep {
  readonly #steps: number[] = []
  /** When units were added last. */
  lastMs = 0

  add(nowMs: number, units: number): void {
    if (units === 0) return
    const step = Math.floor(nowMs / STEP_MS)
    while (this.#steps.length <= step) this.#steps.push(0)
    this.#steps[step] = (this.#steps[step] ?? 0) + units
    this.lastMs = nowMs
  }

  /** Units from one time to another. */
  sum(fromMs = 0, untilMs = Number.POSITIVE_INFINITY): number {
    return this.#steps.slice(Math.round(fromMs / STEP_MS), untilMs / STEP_MS).reduce((sum, units) => sum + units, 0)
  }

  /** Units of each window of `ms` that lies whole between two times. */
  windows(ms: number, fromMs: number, untilMs: number): number[] {
    const sums: number[] = []
    for (let atMs = fromMs; atMs + ms <= untilMs; atMs += STEP_MS) sums.push(this.sum(atMs, atMs + ms))
    return sums
  }
}
