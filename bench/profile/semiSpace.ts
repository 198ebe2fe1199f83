import { buildBundle } from '../../cli/sandbox/bundle.ts'
import { nodeOptions } from '../../functions/scavenge/environment/nodeOptions.ts'
import { buildRunner, projectPeer } from '../peers/peers.ts'
import { markdownTable, number } from '../report/markdown.ts'
import { type RunResult, run } from '../run.ts'
import { median, unlimitedTable } from '../scenarios/context.ts'
import type { Server } from '../server/server.ts'

const MEMORIES_MB = [128, 256, 512, 1_769]
/** MiB. V8 rounds a semi-space up to a power of two. */
const SEMI_SPACES_MB = [1, 2, 4, 8, 16]

interface Choice {
  readonly memoryMb: number
  readonly semiSpaceMb: number
  readonly runs: RunResult[]
}

/**
 * What the size of V8's semi-space does to one pass over `items`: CPU an item, start excluded, and the highest resident
 * memory, as a table. The CPU is not limited: neither figure depends on it.
 */
export async function semiSpaces(
  server: Server,
  items: number,
  rounds: number,
  note: (line: string) => void,
): Promise<string> {
  using runner = await buildRunner()
  using bundle = await buildBundle()
  const peer = projectPeer(runner.path, bundle.path)
  const choices: readonly Choice[] = MEMORIES_MB.flatMap((memoryMb) =>
    SEMI_SPACES_MB.map((semiSpaceMb) => ({ memoryMb, semiSpaceMb, runs: [] })),
  )
  const table = unlimitedTable(items)
  for (let round = 1; round <= rounds; round++) {
    for (const { memoryMb, semiSpaceMb, runs } of choices) {
      runs.push(await run(server, peer, { table, memoryMb, nodeOptions: nodeOptions(memoryMb, semiSpaceMb) }))
    }
    note(`round ${round} of ${rounds}`)
  }
  return tableOf(choices, items)
}

function tableOf(choices: readonly Choice[], items: number): string {
  const rows = MEMORIES_MB.map((memoryMb) => {
    const cells = choices.filter((choice) => choice.memoryMb === memoryMb).map(({ runs }) => cellOf(runs, items))
    return [number(memoryMb), ...cells]
  })
  return markdownTable(['memory, MB', ...SEMI_SPACES_MB.map((mb) => `${mb} MiB`)], rows)
}

function cellOf(runs: readonly RunResult[], items: number): string {
  const cpuMicros = median(runs.map(({ workCpuSeconds }) => (workCpuSeconds * 1e6) / items))
  const peakMb = median(runs.map((result) => result.peakMb))
  return `${number(cpuMicros, 1)} µs, ${number(peakMb)} MB`
}
