/** Places of the sorted sample that are looked at one by one; beyond them each step is this much longer than the last. */
const SINGLE_PLACES = 50
const STEP_GROWTH = 1.02

/** What a place of the sorted sample weighs in a lower and in an upper limit of the mean. */
interface Layer {
  /** Places (from, to] of the sample, sorted from the largest value down. */
  readonly from: number
  readonly to: number
  readonly lowWeight: number
  readonly highWeight: number
}

/** The weights for a sample of a size: the same for whatever is counted in its segments. */
export interface Layers {
  readonly drawn: number
  readonly layers: readonly Layer[]
  /** Share of all segments that may be unlike every one drawn. */
  readonly unseenShare: number
}

/** Takes some milliseconds for thousands of segments: call it once for each sample. */
export function layersOf(drawn: number): Layers {
  const unseenShare = largestShare(0, drawn)
  const layers: Layer[] = []
  let [from, lowBefore, highBefore] = [0, 0, unseenShare]
  while (from < drawn) {
    const to = from < SINGLE_PLACES ? from + 1 : Math.min(drawn, Math.ceil(from * STEP_GROWTH))
    const [low, high] = [smallestShare(to, drawn), largestShare(to, drawn)]
    layers.push({ from, to, lowWeight: low - lowBefore, highWeight: high - highBefore })
    ;[from, lowBefore, highBefore] = [to, low, high]
  }
  return { drawn, layers, unseenShare }
}

/**
 * A lower limit of the mean over all segments: each value of the sorted sample weighs as much as the smallest share of
 * segments that may hold so much. `values`: one a segment drawn, at least 0, in any order.
 */
export function lowMean({ layers }: Layers, values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => other - one)
  return layers.reduce((sum, { to, lowWeight }) => sum + lowWeight * (sorted[to - 1] ?? 0), 0)
}

/**
 * An upper limit of the mean over all segments (Stringer's bound, as auditors use it for few and large errors): each
 * value weighs as much as the largest share of segments that may hold so much, and the share that may be unlike all
 * those drawn counts with `most`, what one of these is taken to hold.
 */
export function highMean({ layers, unseenShare }: Layers, values: readonly number[], most: number): number {
  const sorted = [...values].sort((one, other) => other - one)
  return layers.reduce((sum, { from, highWeight }) => sum + highWeight * (sorted[from] ?? 0), unseenShare * most)
}

/** Chance that a limit is wrong on its side, so that a lower and an upper one hold the truth in 95 %. */
const TAIL = 0.025

/** Halvings of [0, 1] until a limit is known to a billionth. */
const HALVINGS = 30

/**
 * The largest share of all segments that may be of some kind when `hits` of `drawn` were: with any larger share, so
 * few hits would come in less than 2.5 % of the draws. Exact for draws with replacement (Clopper and Pearson 1934),
 * cautious for those without.
 */
export function largestShare(hits: number, drawn: number): number {
  return hits >= drawn ? 1 : bisected((share) => 1 - incompleteBeta(share, hits + 1, drawn - hits) > TAIL)
}

/** The smallest share of all segments that may be of some kind when `hits` of `drawn` were. */
export function smallestShare(hits: number, drawn: number): number {
  return hits <= 0 ? 0 : 1 - largestShare(drawn - hits, drawn)
}

/** Where `holds` turns from true to false between 0 and 1. */
function bisected(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1]
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return high
}

/** Terms of the continued fraction at most, and the change at which it has come to rest. */
const MAX_TERMS = 1_000
const AT_REST = 1e-12

/** Regularized incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a
  let [numerator, denominator] = [1, 1 / (1 - ((a + b) * x) / (a + 1))]
  let fraction = denominator
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    denominator = 1 / (1 + even * denominator)
    numerator = 1 + even / numerator
    fraction *= numerator * denominator
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    denominator = 1 / (1 + odd * denominator)
    numerator = 1 + odd / numerator
    const change = numerator * denominator
    fraction *= change
    if (Math.abs(change - 1) < AT_REST) break
  }
  return front * fraction
}

/** Logarithm of the gamma function for x ≥ 1: Stirling's series after the argument was raised above 10. */
function logGamma(x: number): number {
  let [raised, product] = [x, 1]
  for (; raised < 10; raised++) product *= raised
  const series = 1 / (12 * raised) - 1 / (360 * raised ** 3) + 1 / (1_260 * raised ** 5)
  return (raised - 0.5) * Math.log(raised) - raised + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
}
