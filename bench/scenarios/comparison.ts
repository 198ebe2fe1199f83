import type { Peer } from '../peers/peers.ts'
import { type RunResult, run } from '../run.ts'
import { SEED_MEMORY_MB } from '../seedRule.ts'
import { perSecond, sumAfter, usedShare } from '../series.ts'
import { SERIES_MS, type Stats } from '../server/counters.ts'
import type { TableConfig } from '../server/table.ts'
import { type Context, LATENCY, median, medianRun, unlimitedTable } from './context.ts'

/** One client's medians. */
export interface ComparisonRow {
  readonly peer: Peer['name']
  readonly label: string
  readonly seconds: number
  readonly deletesPerSecond: number
  /** Microseconds of CPU for each deleted item: of the whole process, and without its start. */
  readonly cpuMicros: number
  readonly workCpuMicros: number
  readonly peakMb: number
  readonly requests: number
  /** Of the write units that the table allows after the first seconds, up to the last delete. */
  readonly budgetShare: number | null
  /** Of the deletes asked for: in all, and after the first seconds of a limited table. */
  readonly throttledShare: number
  readonly throttledLater: number | null
  /** The server's CPU for each second of the run: below 1, it was not what was measured. */
  readonly serverCpu: number
  /** Consumed write units, one entry a second, of the run with the median time. */
  readonly unitsPerSecond: readonly number[]
  readonly allSeconds: readonly number[]
}

export interface Comparison {
  readonly table: TableConfig
  readonly rows: readonly ComparisonRow[]
  readonly skipped: Readonly<Record<string, string>>
}

/** Partitions of a new on-demand table, and what each of them takes. */
const PARTITIONS = { partitions: 4, unitsPerPartition: 1_000 }
/** Milliseconds in which a client may find the rate that holds; a third of a shorter run. */
const SETTLING_MS = 10_000

export function unlimited(context: Context): Promise<Comparison> {
  return compare(context, unlimitedTable(context.scale.compared))
}

export function partitioned(context: Context): Promise<Comparison> {
  return compare(context, { items: context.scale.compared, ...PARTITIONS, ...LATENCY })
}

/** This project alone, over a table that takes long enough for its pace to count and not its beginning and its end. */
export function budget(context: Context): Promise<Comparison> {
  const table = { items: context.scale.paced, ...PARTITIONS, ...LATENCY }
  return compare({ ...context, peers: { ...context.peers, others: [], skipped: {} } }, table)
}

/** Every client after the other, and that for each round: what disturbs the machine disturbs all. */
async function compare({ server, peers, rounds, note }: Context, table: TableConfig): Promise<Comparison> {
  const all = [peers.project, ...peers.others]
  const runs = new Map<Peer, RunResult[]>(all.map((peer) => [peer, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const peer of all) {
      const result = await run(server, peer, { table, memoryMb: SEED_MEMORY_MB })
      runs.get(peer)?.push(result)
      note(`round ${round}: ${peer.label}: ${result.seconds.toFixed(1)} s`)
    }
  }
  const rows = [...runs].map(([peer, results]) => row(peer, results, table))
  return { table, rows, skipped: peers.skipped }
}

function row({ name, label }: Peer, results: readonly RunResult[], table: TableConfig): ComparisonRow {
  const of = (value: (result: RunResult) => number) => median(results.map(value))
  const middle = medianRun(results, ({ seconds }) => seconds)
  const limited = table.unitsPerPartition !== null
  return {
    peer: name,
    label,
    seconds: middle.seconds,
    deletesPerSecond: of(({ stats, seconds }) => stats.deleted / seconds),
    cpuMicros: of(({ cpuSeconds, stats }) => (cpuSeconds * 1e6) / stats.deleted),
    workCpuMicros: of(({ workCpuSeconds, stats }) => (workCpuSeconds * 1e6) / stats.deleted),
    peakMb: of(({ peakMb }) => peakMb),
    requests: of(({ requests }) => requests),
    budgetShare: limited ? of((result) => budgetShare(result, table)) : null,
    throttledShare: of(({ stats }) => stats.throttled / stats.deletes),
    throttledLater: limited ? of(throttledLater) : null,
    serverCpu: of(({ stats, seconds }) => stats.cpuSeconds / seconds),
    unitsPerSecond: perSecond(middle.stats.writeSeries),
    allSeconds: results.map(({ seconds }) => seconds),
  }
}

function budgetShare({ stats }: RunResult, { partitions, unitsPerPartition }: TableConfig): number {
  return usedShare(stats.writeSeries, partitions * (unitsPerPartition ?? 0), settledMs(stats))
}

/** Every delete of this table takes one write unit. */
function throttledLater({ stats }: RunResult): number {
  const throttled = sumAfter(stats.throttleSeries, settledMs(stats))
  return throttled / (throttled + sumAfter(stats.writeSeries, settledMs(stats)))
}

function settledMs({ writeSeries }: Stats): number {
  return Math.min(SETTLING_MS, (writeSeries.length * SERIES_MS) / 3)
}

export function rowOf(comparison: Comparison, peer: Peer['name']): ComparisonRow | undefined {
  return comparison.rows.find((one) => one.peer === peer)
}
