import { run } from '../run.ts'
import { perSecond, windows } from '../series.ts'
import { type Context, median, unlimitedTable } from './context.ts'

/** How well this project keeps `maxWriteUnitsPerSecond`. The other clients have no cap. */
export interface Cap {
  readonly items: number
  readonly unitsPerSecond: number
  /** Write units a second: mean of the leanest and of the fullest 10 s after the first two seconds; medians. */
  readonly leastMean: number
  readonly mostMean: number
  /** Write units in the fullest second, wherever it begins, of all runs. */
  readonly worstSecond: number
  readonly series: readonly number[]
}

const SETTLING_MS = 2_000
const WINDOW_MS = 10_000

export async function cap({ server, peers, scale, rounds, note }: Context): Promise<Cap> {
  const { capped: items, unitsPerSecond } = scale
  const table = unlimitedTable(items)
  const all: (readonly number[])[] = []
  for (let round = 1; round <= rounds; round++) {
    const { stats, seconds } = await run(server, peers.project, {
      table,
      input: { maxWriteUnitsPerSecond: unitsPerSecond },
    })
    // The last step is cut short by the end of the work.
    all.push(stats.writeSeries.slice(0, -1))
    note(`round ${round}: ${seconds.toFixed(1)} s`)
  }
  const means = all.map((series) => meansOf(series))
  return {
    items,
    unitsPerSecond,
    leastMean: median(means.map((each) => Math.min(...each))),
    mostMean: median(means.map((each) => Math.max(...each))),
    worstSecond: Math.max(...all.flatMap((series) => windows(series, 1_000))),
    series: perSecond(all[0] ?? []),
  }
}

/** Units a second over each 10 s after the settling; a run too short for that counts as one window. */
function meansOf(series: readonly number[]): number[] {
  const sums = windows(series, WINDOW_MS, SETTLING_MS)
  if (sums.length > 0) return sums.map((units) => (units * 1_000) / WINDOW_MS)
  return windows(series, 1_000)
}
