import { type RunResult, run } from '../run.ts'
import { SEED_MEMORY_MB } from '../seedRule.ts'
import { type Context, median, unlimitedTable } from './context.ts'

/** What a table's size does to the time and the memory of this project. */
export interface GrowthRow {
  readonly items: number
  readonly seconds: number
  readonly microsPerItem: number
  readonly cpuMicros: number
  readonly peakMb: number
}

export async function growth({ server, peers, scale, rounds, note }: Context): Promise<readonly GrowthRow[]> {
  const all = scale.growth.map((items) => ({ items, runs: [] as RunResult[] }))
  for (let round = 1; round <= rounds; round++) {
    for (const { items, runs } of all) {
      const result = await run(server, peers.project, { table: unlimitedTable(items), memoryMb: SEED_MEMORY_MB })
      runs.push(result)
      note(`round ${round}: ${items} items: ${result.seconds.toFixed(1)} s, ${result.peakMb.toFixed(0)} MB`)
    }
  }
  return all.map(({ items, runs }) => ({
    items,
    seconds: median(runs.map(({ seconds }) => seconds)),
    microsPerItem: median(runs.map(({ seconds }) => (seconds * 1e6) / items)),
    cpuMicros: median(runs.map(({ workCpuSeconds }) => (workCpuSeconds * 1e6) / items)),
    peakMb: median(runs.map(({ peakMb }) => peakMb)),
  }))
}
