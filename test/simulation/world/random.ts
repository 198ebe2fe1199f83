/** Randomness from a seed: mulberry32, and streams of its own for whatever must not shift what others draw. */
export class Random {
  readonly #seed: number
  #state: number

  constructor(seed: number) {
    this.#seed = seed
    this.#state = seed >>> 0
  }

  /** Another stream, fixed by this one's seed and the label, whatever was drawn so far. */
  fork(label: string): Random {
    return new Random(hash32(`${this.#seed}/${label}`))
  }

  /** From 0 inclusive to 1 exclusive. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.next()
  }

  /** A whole number, both ends inclusive. */
  whole(least: number, most: number): number {
    return least + Math.floor((most - least + 1) * this.next())
  }

  /** Evenly over the orders of magnitude between two positive numbers. */
  magnitude(least: number, most: number): number {
    return least * (most / least) ** this.next()
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next())
  }

  pick<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[Math.floor(choices.length * this.next())]
    if (choice === undefined) throw new Error('pick: expected at least one choice, found none')
    return choice
  }
}

/** A text's place in 32 bits, evenly spread: FNV-1a with murmur's last mixing. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
