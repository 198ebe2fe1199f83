import { randomOf } from '../virtual/random.ts'

/** Draws one after the other, the same for the same seed: a million texts by fast-check's own take hours. */
export class Draw {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = randomOf(seed)
  }

  /** A whole number from 0 to `most`. */
  whole(most: number): number {
    return Math.floor(this.#random() * (most + 1))
  }

  chance(share: number): boolean {
    return this.#random() < share
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.whole(values.length - 1)] ?? values[0]
  }

  /** Characters of an alphabet. */
  text(length: number, alphabet: string): string {
    let text = ''
    while (text.length < length) text += alphabet[this.whole(alphabet.length - 1)]
    return text
  }

  /** A moment from 2002 to 2120 in nanoseconds, often one where zones change their offsets. */
  moment(): bigint {
    const changes = [1_711_846_800, 1_730_012_400, 1_710_054_000, 1_730_606_400, 1_325_239_200, 1_714_082_400] as const
    const second = this.chance(0.6)
      ? this.pick(changes) + this.whole(100_000) - 50_000
      : 1_009_843_200 + this.whole(3_723_667_200)
    return BigInt(second) * 1_000_000_000n + BigInt(this.whole(999_999_999))
  }
}

/** Calls `check` with draws from each of `count` seeds in turn. What it throws names the seed: the same draws come back from it. */
export async function eachSeed(
  from: number,
  count: number,
  check: (draw: Draw, seed: number) => void | Promise<void>,
): Promise<void> {
  for (let seed = from; seed < from + count; seed++) {
    try {
      await check(new Draw(seed), seed)
    } catch (error) {
      const { message } = error instanceof Error ? error : new Error(String(error))
      throw new Error(`seed ${seed}: ${message}`, { cause: error })
    }
  }
}
