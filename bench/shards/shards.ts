import { fileURLToPath } from 'node:url'
import { DEFAULT_MEMORY_MB } from '../../functions/scavenge/rule/limits.ts'
import { type Peers, preparePeers } from '../peers/peers.ts'
import { markdownTable, number } from '../report/markdown.ts'
import { type ClientResult, checkLeft, environment, execute, runClient } from '../run.ts'
import { median, unlimitedTable } from '../scenarios/context.ts'
import { MB_OF_ONE_CPU } from '../scenarios/lambda.ts'
import type { Server } from '../server/server.ts'

const DEAL = fileURLToPath(new URL('./deal.ts', import.meta.url))

/** The share of a core that Lambda gives a function of a rule that names no memory. */
const CPU_SHARE = DEFAULT_MEMORY_MB / MB_OF_ONE_CPU

/** Shards side by side; one is no shard. */
const NUMBERS = [1, 2, 4]

/** One round of so many shards. */
interface Round {
  readonly deletesPerSecond: number
  /** CPU of all shards, and of the server, for each second. */
  readonly cpu: number
  readonly serverCpu: number
  readonly limited: boolean
}

/**
 * Deletes a table without limits by one execution, one of twice as many items by two shards, and so on. Each runs in a
 * control group that has the CPU of a Lambda of a rule's default memory. A parent's Begin deals out what they get. Answers a
 * table of what they deleted a second, from the first request of any to the last answer of any. Each execution has as many
 * items, so that its start weighs the same. The rounds alternate, so that what disturbs the machine disturbs all.
 */
export async function shards(
  server: Server,
  itemsOfEach: number,
  rounds: number,
  note: (line: string) => void,
): Promise<string> {
  using peers = await preparePeers({ withGo: false })
  const all = NUMBERS.map((count) => ({ count, rounds: [] as Round[] }))
  for (let round = 1; round <= rounds; round++) {
    for (const { count, rounds: done } of all) {
      const result = await roundOf(count, { server, peers, items: count * itemsOfEach })
      done.push(result)
      note(`round ${round}: ${count} of ${DEFAULT_MEMORY_MB} MB: ${number(result.deletesPerSecond)} deletes/s`)
    }
  }
  return tableOf(all, itemsOfEach)
}

async function roundOf(
  count: number,
  { server, peers, items }: { server: Server; peers: Peers; items: number },
): Promise<Round> {
  const { project, bundle } = peers
  await server.make(unlimitedTable(items))
  const inputs = count === 1 ? [{}] : await dealt(count, bundle, environment(server.url, project, {}))
  const before = await server.stats()
  const results = await Promise.all(inputs.map((input) => runClient(server, project, { input, cpuShare: CPU_SHARE })))
  const stats = await server.stats()
  checkLeft(project, stats, false)
  const sum = (of: (result: ClientResult) => number) => results.reduce((total, result) => total + of(result), 0)
  const seconds = Math.max(...results.map((result) => result.seconds)) // they start together
  return {
    deletesPerSecond: stats.deleted / seconds,
    cpu: sum(({ workCpuSeconds }) => workCpuSeconds) / seconds,
    serverCpu: (stats.cpuSeconds - before.cpuSeconds) / seconds,
    limited: results.every(({ limited }) => limited),
  }
}

/** The inputs of a parent's shards, as Begin of the deployed bundle deals them out. */
async function dealt(count: number, bundle: string, env: Record<string, string>): Promise<readonly object[]> {
  const input = { shards: count, shardsAtOnce: count }
  const { stdout } = await execute([process.execPath, DEAL, bundle, JSON.stringify(input)], env)
  const { input: common, shards } = JSON.parse(stdout).round
  return shards.map((shard: { readonly input: object }) => ({ ...common, ...shard.input }))
}

function tableOf(
  all: readonly { readonly count: number; readonly rounds: readonly Round[] }[],
  itemsOfEach: number,
): string {
  const of = (rounds: readonly Round[], value: (round: Round) => number) => median(rounds.map(value))
  const [one] = all
  const single = one === undefined ? Number.NaN : of(one.rounds, ({ deletesPerSecond }) => deletesPerSecond)
  const rows = all.map(({ count, rounds }) => {
    const deletes = of(rounds, ({ deletesPerSecond }) => deletesPerSecond)
    return [
      String(count),
      number(count * itemsOfEach),
      number(deletes),
      (deletes / single).toFixed(2),
      of(rounds, ({ cpu }) => cpu).toFixed(2),
      of(rounds, ({ serverCpu }) => serverCpu).toFixed(2),
      rounds.every(({ limited }) => limited) ? 'yes' : 'no',
    ]
  })
  const head = [
    'shards at once',
    'items',
    'deletes/s',
    'beside one',
    'cores of the shards',
    'cores of the server',
    'CPU limited',
  ]
  return markdownTable(head, rows)
}
