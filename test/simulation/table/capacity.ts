import { HASHES } from './place.ts'

/** What a table's partitions can take: a token bucket each. */
export class Capacity {
  readonly #partitions: readonly Bucket[]

  constructor(partitions: number, unitsPerSecond: number, burstSeconds: number) {
    this.#partitions = Array.from({ length: partitions }, () => new Bucket(unitsPerSecond, burstSeconds))
  }

  of(hash: number): Bucket {
    const bucket = this.#partitions[partitionOf(hash, this.#partitions.length)]
    if (bucket === undefined) throw new Error('partition: expected one for every hash, found none')
    return bucket
  }
}

export function partitionOf(hash: number, partitions: number): number {
  return Math.floor((hash / HASHES) * partitions)
}

/** A token bucket that may go into debt by one request, as a partition's capacity does. */
class Bucket {
  readonly #perSecond: number
  readonly #most: number
  #units: number
  #atMs = 0

  constructor(perSecond: number, burstSeconds: number) {
    this.#perSecond = perSecond
    this.#most = Math.max(1, perSecond * burstSeconds)
    this.#units = this.#most
  }

  has(nowMs: number): boolean {
    this.#units = Math.min(this.#most, this.#units + ((nowMs - this.#atMs) / 1_000) * this.#perSecond)
    this.#atMs = nowMs
    return this.#units > 0
  }

  take(units: number): void {
    this.#units -= units
  }
}
