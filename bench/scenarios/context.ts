import type { Peers } from '../peers/peers.ts'
import type { Server } from '../server/server.ts'
import type { TableConfig } from '../server/table.ts'

/** What a scenario runs with. */
export interface Context {
  readonly server: Server
  readonly peers: Peers
  readonly scale: Scale
  /** Runs of each figure; the median is shown. */
  readonly rounds: number
  readonly note: (line: string) => void
}

/** Readers and deleters of a run. */
type Way = readonly [readers: number, deleters: number]

/** How large the scenarios are. */
export interface Scale {
  readonly compared: number
  readonly paced: number
  readonly capped: number
  readonly unitsPerSecond: number
  /** Items of the table that an application uses too. */
  readonly beside: number
  readonly lambda: { readonly items: number; readonly memoriesMb: readonly number[]; readonly ways: readonly Way[] }
  readonly growth: readonly number[]
  readonly semiSpace: number
  /** Jobs of the table with an index. */
  readonly indexed: number
}

export const FULL: Scale = {
  compared: 130_000, // the seed's table
  paced: 500_000,
  capped: 20_000,
  unitsPerSecond: 500,
  beside: 60_000,
  lambda: {
    items: 130_000,
    memoriesMb: [128, 256, 512, 1_024, 1_769],
    ways: [
      [1, 1],
      [10, 10],
      [10, 50],
    ],
  },
  growth: [10_000, 100_000, 1_000_000, 10_000_000],
  semiSpace: 65_000,
  indexed: 1_000_000,
}

/** A miniature of everything: it shows that the benchmark works, its figures say nothing. */
export const SMALL: Scale = {
  compared: 1_500,
  paced: 3_000,
  capped: 1_500,
  unitsPerSecond: 500,
  beside: 3_000,
  lambda: { items: 1_000, memoriesMb: [512, 1_769], ways: [[10, 10]] },
  growth: [500, 2_000],
  semiSpace: 1_000,
  indexed: 5_000,
}

/** Milliseconds from a request to its answer. */
export const LATENCY = { latencyMs: 6, spreadMs: 2 }

/** A table that throttles nothing. */
export function unlimitedTable(items: number): TableConfig {
  return { items, partitions: 4, unitsPerPartition: null, ...LATENCY }
}

/** The middle value; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new RangeError('median: expected at least one value, found none')
  return middle
}

/** The run whose value is the median. */
export function medianRun<Run>(runs: readonly Run[], value: (run: Run) => number): Run {
  const middle = median(runs.map(value))
  const run = runs.find((one) => value(one) === middle)
  if (run === undefined) throw new RangeError('median: expected comparable values, found NaN')
  return run
}
