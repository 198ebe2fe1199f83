import { costOf } from '../../functions/scavenge/cost/cost.ts'
import { type RunResult, run } from '../run.ts'
import { type Context, medianRun, unlimitedTable } from './context.ts'

/** Megabytes of a Lambda that has one vCPU: CPU is linear in memory. */
export const MB_OF_ONE_CPU = 1_769

/** This project as a Lambda of some memory: the seed's own table. */
export interface LambdaRow {
  readonly memoryMb: number
  readonly readers: number
  readonly deleters: number
  /** From the start of the process to its answer: Lambda bills the initialisation too. */
  readonly billedSeconds: number
  readonly deletesPerSecond: number
  readonly maxMemoryMb: number
  /** US dollars of Lambda time: of this run, and of a million deletions. */
  readonly cost: number
  readonly costPerMillion: number
}

export interface Lambda {
  readonly items: number
  /** Whether the share of CPU was enforced; else billed durations are computed from the CPU used. */
  readonly emulated: boolean
  readonly prices: string
  readonly rows: readonly LambdaRow[]
}

export async function lambda({ server, peers, scale, rounds, note }: Context): Promise<Lambda> {
  const { items, memoriesMb, ways } = scale.lambda
  const table = unlimitedTable(items)
  const all = memoriesMb.flatMap((memoryMb) => ways.map((way) => ({ memoryMb, way, runs: [] as RunResult[] })))
  let emulated = true
  for (let round = 1; round <= rounds; round++) {
    for (const { memoryMb, way, runs } of all) {
      const [readers, deleters] = way
      const cpuShare = memoryMb / MB_OF_ONE_CPU
      const result = await run(server, peers.project, { table, input: { readers, deleters }, cpuShare, memoryMb })
      emulated &&= result.limited || cpuShare >= 1
      runs.push(result)
      note(`round ${round}: ${memoryMb} MB, ${readers} × ${deleters}: ${result.processSeconds.toFixed(1)} s`)
    }
  }
  const rows = all.map(({ memoryMb, way, runs }) => {
    const billed = (result: RunResult) => billedSeconds(result, memoryMb)
    return row(memoryMb, way, medianRun(runs, billed), billed)
  })
  return { items, emulated, prices: priceOf(1, 1).prices, rows }
}

function row(
  memoryMb: number,
  [readers, deleters]: readonly [number, number],
  result: RunResult,
  billed: (result: RunResult) => number,
): LambdaRow {
  const seconds = billed(result)
  const { lambda: cost } = priceOf(seconds, memoryMb)
  const { deleted } = result.stats
  return {
    memoryMb,
    readers,
    deleters,
    billedSeconds: seconds,
    deletesPerSecond: deleted / seconds,
    maxMemoryMb: result.peakMb,
    cost,
    costPerMillion: (cost * 1e6) / deleted,
  }
}

function billedSeconds({ processSeconds, cpuSeconds, limited }: RunResult, memoryMb: number): number {
  return limited ? processSeconds : Math.max(processSeconds, (cpuSeconds * MB_OF_ONE_CPU) / memoryMb)
}

function priceOf(passSeconds: number, memoryMb: number) {
  return costOf({ passSeconds, invocations: 1, memoryMb, transitions: 0, readUnits: 0, writeUnits: 0 })
}
