/** `npm run bench`: measures this project beside others, on one table, and writes docs/performance.md. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import { estimates } from './estimate.ts'
import { indexReads } from './index/indexReads.ts'
import { preparePeers } from './peers/peers.ts'
import { profile } from './profile/profile.ts'
import { semiSpaces } from './profile/semiSpace.ts'
import { type Place, resultsFile, writeReport, writeSection } from './report/write.ts'
import { measure, readResults, SCENARIO_NAMES, type ScenarioName } from './results.ts'
import { type Context, FULL, SMALL } from './scenarios/context.ts'
import { startServer } from './server/server.ts'
import { shards } from './shards/shards.ts'

interface Options extends Readonly<Record<Instead, boolean>> {
  readonly small: boolean
  readonly only: readonly ScenarioName[]
  readonly rounds?: number
  readonly go: boolean
}

/** What is measured in place of the scenarios, each by an option of its own. */
const INSTEAD = ['profile', 'semiSpace', 'estimate', 'index', 'shards'] as const
type Instead = (typeof INSTEAD)[number]

/** The section of the document that it fills. */
const SECTIONS: Readonly<Partial<Record<Instead, string>>> = {
  profile: 'profile',
  semiSpace: 'semi-space',
  index: 'index',
  shards: 'shards',
}

const DOCS = fileURLToPath(new URL('../docs', import.meta.url))
const PUBLISHED: Place = { document: join(DOCS, 'performance.md'), folder: join(DOCS, 'performance') }
/** Medians are of this many runs at least. */
const ROUNDS = 3

const command = new Command('bench')
  .description('Measures this project beside others on the same table and writes docs/performance.md.')
  .option(
    '--small',
    'a miniature of everything in under a minute: shows that it works, writes to a temporary folder',
    false,
  )
  .addOption(
    new Option('--only <scenarios...>', 'run these; the other figures stay')
      .choices(SCENARIO_NAMES)
      .default(SCENARIO_NAMES, 'all'),
  )
  .option('--rounds <number>', `runs of each figure, the median counts (default: ${ROUNDS}, of --small 1)`, wholeNumber)
  .option('--no-go', 'skip the Go program, whose first build takes minutes')
  .option('--profile', 'instead: where the CPU of one pass goes, as a table', false)
  .option('--semi-space', 'instead: CPU and memory of one pass by the size of V8’s semi-space, as a table', false)
  .option('--estimate', 'instead: time and memory of an estimate by the size of the table, as a table', false)
  .option('--index', 'instead: what reading an index takes beside a scan of the table, as a table', false)
  .option('--shards', 'instead: what four shards delete a second beside one, as a table', false)
  .showHelpAfterError()
await main(command.parse().opts<Options>())

async function main(options: Options): Promise<void> {
  await using started = new AsyncDisposableStack()
  const server = started.adopt(await startServer(), (it) => it.close())
  const scale = options.small ? SMALL : FULL
  const rounds = options.rounds ?? (options.small ? 1 : ROUNDS)
  const instead: Readonly<Record<Instead, () => Promise<string>>> = {
    profile: () => profile(server, scale.compared),
    semiSpace: () => semiSpaces(server, scale.semiSpace, rounds, note),
    estimate: () => estimates(server, scale.growth, note),
    index: () => indexReads(scale.indexed, note),
    shards: () => shards(server, scale.compared, rounds, note),
  }
  const asked = INSTEAD.filter((name) => options[name])
  for (const name of asked) {
    const found = await instead[name]()
    console.log(found)
    const section = SECTIONS[name]
    if (!options.small && section !== undefined) writeSection(section, found, PUBLISHED)
  }
  if (asked.length > 0) return
  note('building the bundle and the Go program')
  const peers = started.use(await preparePeers({ withGo: options.go }))
  for (const [label, why] of Object.entries(peers.skipped)) note(`skipped: ${label}: ${why}`)
  const place = options.small ? temporaryPlace() : PUBLISHED
  const context: Context = { server, peers, scale, rounds, note }
  let results = readResults(resultsFile(place))
  for (const name of options.only) {
    note(`${name}:`)
    results = await measure(name, context, results)
    writeReport(results, PUBLISHED.document, place)
  }
  note(`written: ${place.document}`)
}

function temporaryPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'bench-small-'))
  return { document: join(folder, 'performance.md'), folder }
}

function note(line: string): void {
  console.error(line)
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 on is expected')
  return value
}
