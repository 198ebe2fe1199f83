import { extrapolate, type Interval } from '../../functions/scavenge/estimate/extrapolation.ts'
import { layersOf } from '../../functions/scavenge/estimate/layeredMean.ts'
import { Random } from '../simulation/world/random.ts'
import type { Kind } from './kinds.ts'
import { countsOf, readOf, SEGMENTS, type SimulatedTable } from './simulatedTable.ts'

/** Segments that a sample reads: 1 % of them. */
const DRAWN = 100

const LAYERS = layersOf(DRAWN)

/** A table's own count is this share of the truth, evenly: it may be hours old, and tables grow more than they shrink. */
const COUNT_SHARE = { least: 0.5, most: 1.05 }

/** Of the simulated tables of one kind, the share whose interval holds the truth, and what the middle one looks like. */
export interface Coverage {
  readonly items: number
  readonly candidates: number
  /** The same where the table has no count of its own. */
  readonly itemsUncounted: number
  readonly candidatesUncounted: number
  /** Candidates by mean × segments ± 1.96 standard errors. */
  readonly naive: number
  /** Share of the tables with fewer candidates than `low`. */
  readonly belowLow: number
  /** In the middle table: `low` and `high` of the candidates by their number, and the same of the naive interval. */
  readonly low: number
  readonly high: number
  readonly naiveLow: number
  readonly naiveHigh: number
}

type Figures = { readonly [Name in keyof Coverage]: number }

export function coverageOf(kind: Kind, tables: number, seed = 1): Coverage {
  const all = Array.from({ length: tables }, (_, at) => tried(kind, new Random(seed).fork(`${kind.name} ${at}`)))
  const share = (name: keyof Figures) => sum(all.map((figures) => figures[name])) / tables
  const middle = (name: keyof Figures) => median(all.map((figures) => figures[name]))
  return {
    items: share('items'),
    candidates: share('candidates'),
    itemsUncounted: share('itemsUncounted'),
    candidatesUncounted: share('candidatesUncounted'),
    naive: share('naive'),
    belowLow: share('belowLow'),
    low: middle('low'),
    high: middle('high'),
    naiveLow: middle('naiveLow'),
    naiveHigh: middle('naiveHigh'),
  }
}

/** One table of a kind, and one sample of it: 1 where something holds, 0 where it does not. */
function tried(kind: Kind, random: Random): Figures {
  const table = kind.make(random)
  const truth = { items: sum(table.items), candidates: sum(table.candidates) }
  const segments = drawn(table, random)
  const sample = { segments, of: SEGMENTS, floor: countsOf(0, 0), itemsAPage: table.itemsAPage }
  const tableItems = Math.round(truth.items * random.between(COUNT_SHARE.least, COUNT_SHARE.most))
  const counted = extrapolate({ ...sample, tableItems }, LAYERS)
  const uncounted = extrapolate({ ...sample, tableItems: undefined }, LAYERS)
  const naive = naiveInterval(segments.map((read) => read.candidates))
  const byTruth = (limit: number) => limit / Math.max(1, truth.candidates)
  return {
    items: holds(counted.items, truth.items),
    candidates: holds(counted.candidates, truth.candidates),
    itemsUncounted: holds(uncounted.items, truth.items),
    candidatesUncounted: holds(uncounted.candidates, truth.candidates),
    naive: holds(naive, truth.candidates),
    belowLow: truth.candidates < counted.candidates.low ? 1 : 0,
    low: byTruth(counted.candidates.low),
    high: byTruth(counted.candidates.high),
    naiveLow: byTruth(naive.low),
    naiveHigh: byTruth(naive.high),
  }
}

function drawn(table: SimulatedTable, random: Random) {
  const chosen = new Set<number>()
  while (chosen.size < DRAWN) chosen.add(random.whole(0, SEGMENTS - 1))
  return [...chosen].map((segment) => readOf(table, segment, random))
}

/** What one would write first: the mean of the segments times their number, with z = 1.96. */
function naiveInterval(values: readonly number[]): Interval {
  const mean = sum(values) / values.length
  const variance = values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1)
  const half = 1.96 * Math.sqrt(variance / values.length)
  return { estimate: mean * SEGMENTS, low: (mean - half) * SEGMENTS, high: (mean + half) * SEGMENTS }
}

function holds({ low, high }: Interval, truth: number): number {
  return low <= truth && truth <= high ? 1 : 0
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}
