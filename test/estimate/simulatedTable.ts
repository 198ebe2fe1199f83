import type { Counts } from '../../functions/scavenge/estimate/extrapolation.ts'
import type { Random } from '../simulation/world/random.ts'

/** Segments of a simulated table: the least that an estimate draws from. */
export const SEGMENTS = 10_000

/** A table as the estimate meets it: the items and the matches of each segment, and how many items a page holds. */
export interface SimulatedTable {
  readonly items: Float64Array
  /** Candidates of each segment; what else matches is not simulated. */
  readonly candidates: Float64Array
  readonly itemsAPage: number
}

export interface Shape {
  /** Items to expect in this segment. */
  readonly mean: number
  /** Share of candidates among them. */
  readonly share: number
}

/** `mean`: items to expect in a segment on average, which a page holds 2 to 50 times. */
export function tableOf(random: Random, mean: number, shapeOf: () => Shape): SimulatedTable {
  const [items, candidates] = [new Float64Array(SEGMENTS), new Float64Array(SEGMENTS)]
  for (let segment = 0; segment < SEGMENTS; segment++) {
    const shape = shapeOf()
    const held = poisson(random, shape.mean)
    items[segment] = held
    candidates[segment] = binomial(random, held, Math.min(1, shape.share))
  }
  return { items, candidates, itemsAPage: Math.ceil(Math.max(10, mean * random.magnitude(2, 50))) }
}

/** What is read of a segment: at most three pages of it. */
export function readOf({ items, candidates, itemsAPage }: SimulatedTable, segment: number, random: Random) {
  const [held, matched] = [items[segment] ?? 0, candidates[segment] ?? 0]
  const cut = held > 3 * itemsAPage
  const read = cut ? 3 * itemsAPage : held
  const counted = cut ? binomial(random, read, matched / held) : matched
  return { ...countsOf(read, counted), cut }
}

export function countsOf(items: number, candidates: number): Counts {
  return { items, matched: candidates, candidates, young: 0, undated: 0 }
}

/** Means from which on a count is drawn from the normal distribution of its mean and variance. */
const LARGE = 30

function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0
  if (mean > LARGE) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  let [count, product] = [0, random.next()]
  for (const limit = Math.exp(-mean); product > limit; count++) product *= random.next()
  return count
}

function binomial(random: Random, trials: number, share: number): number {
  if (share >= 1) return trials
  if (share > 0.5) return trials - binomial(random, trials, 1 - share)
  const mean = trials * share
  if (mean > LARGE) {
    const drawn = Math.round(mean + Math.sqrt(mean * (1 - share)) * normal(random))
    return Math.min(trials, Math.max(0, drawn))
  }
  if (share < 0.1) return Math.min(trials, poisson(random, mean))
  let count = 0
  for (let trial = 0; trial < trials; trial++) if (random.chance(share)) count++
  return count
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
