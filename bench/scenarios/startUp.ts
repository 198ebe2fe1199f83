import { statSync } from 'node:fs'
import { type RunResult, run } from '../run.ts'
import { type Context, median } from './context.ts'

/** What a cold start takes. */
export interface StartUp {
  readonly bundleKb: number
  readonly importMs: number
  /** A whole pass over an empty table, from the handler's call to its answer: DescribeTable and a Scan or more. */
  readonly firstPassMs: number
  readonly processMs: number
  readonly peakMb: number
}

/** A start is short, so it is measured more often. */
const TIMES = 5

export async function startUp({ server, peers, rounds, note }: Context): Promise<StartUp> {
  const table = { items: 0, partitions: 1, unitsPerPartition: null, latencyMs: 0, spreadMs: 0 }
  const runs: RunResult[] = []
  for (let round = 1; round <= rounds * TIMES; round++) runs.push(await run(server, peers.project, { table }))
  const of = (value: (result: RunResult) => number) => median(runs.map(value))
  const result = {
    bundleKb: statSync(peers.bundle).size / 1_024,
    importMs: of(({ importMs }) => importMs ?? 0),
    firstPassMs: of(({ seconds }) => seconds * 1_000),
    processMs: of(({ processSeconds }) => processSeconds * 1_000),
    peakMb: of(({ peakMb }) => peakMb),
  }
  note(`import ${result.importMs.toFixed(0)} ms`)
  return result
}
