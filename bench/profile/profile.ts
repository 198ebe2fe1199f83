import { mkdtempDisposableSync, readdirSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildBundle } from '../../cli/sandbox/bundle.ts'
import { buildRunner, projectPeer } from '../peers/peers.ts'
import { markdownTable, number, percent } from '../report/markdown.ts'
import { run } from '../run.ts'
import { unlimitedTable } from '../scenarios/context.ts'
import type { Server } from '../server/server.ts'
import { type CpuProfile, type SelfTime, selfTimes } from './selfTimes.ts'

const INTERVAL_US = 200
const TOP = 12
const OWNERS = ['ours', 'SDK', 'node'] as const

/** Where the CPU of one whole pass over `items` goes, start included: shares by owner, and each one's longest functions. */
export async function profile(server: Server, items: number): Promise<string> {
  using runner = await buildRunner()
  using bundle = await buildBundle({ withMap: true })
  using folder = mkdtempDisposableSync(join(tmpdir(), 'bench-profile-'))
  const { stats, cpuSeconds } = await run(server, projectPeer(runner.path, bundle.path), {
    table: unlimitedTable(items),
    nodeFlags: ['--cpu-prof', `--cpu-prof-dir=${folder.path}`, `--cpu-prof-interval=${INTERVAL_US}`],
  })
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle.path}.map`, 'utf8')))
  const file = readdirSync(folder.path).find((name) => name.endsWith('.cpuprofile'))
  if (file === undefined) throw new Error('expected a .cpuprofile of the pass, found none')
  const times = selfTimes(JSON.parse(readFileSync(join(folder.path, file), 'utf8')) as CpuProfile, map)
  const taken = `${number(stats.deleted)} deletions, ${number(cpuSeconds, 1)} s of CPU while profiled`
  return [taken, ownersTable(times), ...OWNERS.map((owner) => topTable(times, owner))].join('\n\n')
}

function total(times: readonly SelfTime[]): number {
  return times.reduce((sum, { ms }) => sum + ms, 0)
}

function ownersTable(times: readonly SelfTime[]): string {
  const owners = [...Map.groupBy(times, ({ owner }) => owner)].map(([owner, some]) => ({ owner, ms: total(some) }))
  const rows = owners.sort((a, b) => b.ms - a.ms)
  return markdownTable(
    ['whose', 'ms', 'share'],
    rows.map(({ owner, ms }) => [owner, number(ms), percent(ms / total(times))]),
  )
}

function topTable(times: readonly SelfTime[], owner: SelfTime['owner']): string {
  const some = times.filter((time) => time.owner === owner)
  return markdownTable(
    [`${owner}: function itself`, 'ms', 'share of all'],
    some.slice(0, TOP).map(({ place, ms }) => [`\`${place}\``, number(ms), percent(ms / total(times))]),
  )
}
