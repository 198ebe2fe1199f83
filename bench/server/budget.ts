/** Milliseconds for which unused capacity is kept: enough for jitter, too little to be a burst that carries a client. */
const KEPT_MS = 100

/** The write units a second that one partition serves: a token bucket that hardly saves up. */
class Partition {
  readonly #perMs: number
  readonly #most: number
  #units: number
  #atMs: number

  constructor(unitsPerSecond: number, nowMs: number) {
    this.#perMs = unitsPerSecond / 1_000
    this.#most = this.#perMs * KEPT_MS
    this.#units = this.#most
    this.#atMs = nowMs
  }

  take(units: number, nowMs: number): boolean {
    this.#units = Math.min(this.#most, this.#units + (nowMs - this.#atMs) * this.#perMs)
    this.#atMs = nowMs
    if (this.#units < units) return false
    this.#units -= units
    return true
  }
}

/** The partitions' write capacity. */
export class Budget {
  readonly #partitions: readonly Partition[]

  /** `unitsPerSecond`: of each partition; Infinity never throttles. */
  constructor(partitions: number, unitsPerSecond: number, nowMs: number) {
    const limited = Number.isFinite(unitsPerSecond)
    this.#partitions = limited ? Array.from({ length: partitions }, () => new Partition(unitsPerSecond, nowMs)) : []
  }

  get limited(): boolean {
    return this.#partitions.length > 0
  }

  /** Takes units from a partition; false where it has not got them, which is a throttle. */
  take(partition: number, units: number, nowMs: number): boolean {
    return this.#partitions[partition]?.take(units, nowMs) ?? true
  }
}
