import type { Random } from '../simulation/world/random.ts'
import { normal, SEGMENTS, type SimulatedTable, tableOf } from './simulatedTable.ts'

/** What is held against the limits that are asked of it. */
export interface Kind {
  readonly name: string
  readonly text: string
  /** Least share of tables whose interval must hold the truth. */
  readonly atLeast: number
  make(random: Random): SimulatedTable
}

export const KINDS: readonly Kind[] = [
  {
    name: 'even',
    text: 'items spread evenly, 1 to 1,000 a segment, a share of 1 % to 100 % of them candidates',
    atLeast: 0.93,
    make: (random) => {
      const [mean, share] = [random.magnitude(1, 1_000), random.magnitude(0.01, 1)]
      return tableOf(random, mean, () => ({ mean, share }))
    },
  },
  {
    name: 'skewed',
    text: 'items a segment log-normal (σ 0.5 to 1.5), the share of candidates log-normal too',
    atLeast: 0.93,
    make: (random) => {
      const [mean, share] = [random.magnitude(1, 1_000), random.magnitude(0.01, 1)]
      const [spread, shareSpread] = [random.between(0.5, 1.5), random.between(0.2, 1)]
      return tableOf(random, mean, () => ({
        mean: mean * Math.exp(spread * normal(random)),
        share: share * Math.exp(shareSpread * normal(random)),
      }))
    },
  },
  {
    name: 'Zipf',
    text: 'items a segment by a power law (exponent 1.2 to 2), all of the larger ones with many candidates',
    atLeast: 0.93,
    make: (random) => {
      const [least, power, share] = [random.magnitude(1, 100), random.between(1.2, 2), random.magnitude(0.01, 1)]
      return tableOf(random, 3 * least, () => {
        const times = (1 - random.next()) ** (-1 / power)
        return { mean: least * times, share: share * Math.sqrt(times) }
      })
    },
  },
  {
    name: 'matches in few segments',
    text: 'items spread evenly, all candidates in 1 to 1,000 segments',
    atLeast: 0.95,
    make: (random) => {
      const mean = random.magnitude(10, 1_000)
      const held = random.magnitude(1, 1_000) / SEGMENTS
      const share = random.between(0.2, 1)
      return tableOf(random, mean, () => ({ mean, share: random.chance(held) ? share : 0 }))
    },
  },
  {
    name: 'half in few segments',
    text: 'some candidates everywhere, as many again in 10 to 300 segments that are full of them',
    atLeast: 0.95,
    make: (random) => {
      const mean = random.magnitude(10, 1_000)
      const held = random.magnitude(10, 300) / SEGMENTS
      return tableOf(random, mean, () => ({ mean, share: random.chance(held) ? 1 : held }))
    },
  },
  {
    name: 'matches in the fullest',
    text: 'items log-normal (σ 0.5 to 1.5), the 10 to 1,000 fullest segments all candidates, no others',
    atLeast: 0.95,
    make: (random) => {
      const mean = random.magnitude(10, 1_000)
      const spread = random.between(0.5, 1.5)
      const sizes = Array.from({ length: SEGMENTS }, () => mean * Math.exp(spread * normal(random)))
      const least = [...sizes].sort((one, other) => other - one)[Math.ceil(random.magnitude(10, 1_000))] ?? 0
      const left = sizes.values()
      return tableOf(random, mean, () => {
        const size = left.next().value ?? 0
        return { mean: size, share: size > least ? 1 : 0 }
      })
    },
  },
  {
    name: 'items in few segments',
    text: '5 to 500 partition keys, their sizes log-normal (σ 1.5): nearly all segments are empty',
    atLeast: 0.95,
    make: (random) => {
      const held = random.magnitude(5, 500) / SEGMENTS
      const [mean, share] = [random.magnitude(100, 100_000), random.magnitude(0.01, 1)]
      return tableOf(random, mean * held, () => ({
        mean: random.chance(held) ? mean * Math.exp(1.5 * normal(random)) : 0,
        share: share * Math.exp(normal(random)),
      }))
    },
  },
  {
    name: 'mostly empty',
    text: '90 % to 99.9 % of the segments empty, the others even',
    atLeast: 0.95,
    make: (random) => {
      const held = random.magnitude(0.001, 0.1)
      const [mean, share] = [random.magnitude(1, 1_000), random.magnitude(0.01, 1)]
      return tableOf(random, mean * held, () => ({ mean: random.chance(held) ? mean : 0, share }))
    },
  },
  {
    name: 'few matches',
    text: 'items spread evenly, a candidate among 10,000 to 1,000,000 of them',
    atLeast: 0.95,
    make: (random) => {
      const [mean, share] = [random.magnitude(10, 1_000), random.magnitude(1e-6, 1e-4)]
      return tableOf(random, mean, () => ({ mean, share }))
    },
  },
]
