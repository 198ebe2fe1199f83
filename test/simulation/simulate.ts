import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { SingleBar } from 'cli-progress'
import { InvalidArgumentError, program } from 'commander'
import { addSummary, describeFailure, emptySummary, type Kind, type Summary, simulateSeed } from './summary.ts'
import { isRuleKind, type RuleKind } from './table/rule.ts'
import { FAULTS, type Fault } from './world/faults.ts'

/** Seeds that a thread takes at a time. */
const CHUNK = 50

/** Failing seeds that are shrunk and described; the others are only counted. */
const MAX_DESCRIBED = 5

interface Options {
  readonly seeds: number
  readonly from: number
  readonly workers: number
  readonly seed?: number
  readonly faults?: ReadonlySet<Fault>
  readonly rules: RuleKind
  readonly shards: boolean
}

program
  .name('npm run simulate --')
  .description(
    'Runs whole executions over a simulated table with faults, each from a seed, and checks every invariant.',
  )
  .option('--seeds <count>', 'how many seeds', positive, 2_000)
  .option('--from <seed>', 'the first of them', positive, 1)
  .option('--workers <count>', 'threads', positive, availableParallelism())
  .option('--seed <seed>', 'runs this one alone and says what came of it', positive)
  .option(
    '--rules <kind>',
    "plain; real: ages and periods of tables that are not the seed's; or indexed: an index read in their place",
    ruleKind,
    'plain',
  )
  .option('--shards', 'parts each execution into 2 to 8 shards, which run side by side', false)
  .option('--faults <list>', 'with --seed: the only faults that may strike, separated by commas, or "none"', faultList)
  .action(async (options: Options) => {
    process.exitCode = (await (options.seed === undefined ? many(options) : one(options.seed, options))) ? 0 : 1
  })

await program.parseAsync()

function positive(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.')
  return Number(text)
}

function ruleKind(text: string): RuleKind {
  if (isRuleKind(text)) return text
  throw new InvalidArgumentError('Expected plain, real or indexed.')
}

function faultList(text: string): ReadonlySet<Fault> {
  const names = text === 'none' ? [] : text.split(',')
  return new Set(
    names.map((name) => {
      const fault = FAULTS.find((known) => known === name)
      if (fault === undefined) throw new InvalidArgumentError(`Expected names of: ${FAULTS.join(', ')}.`)
      return fault
    }),
  )
}

async function one(seed: number, { faults, ...kind }: Options): Promise<boolean> {
  const { struck, ...report } = await simulateSeed(seed, kind, faults)
  console.log(JSON.stringify({ ...report, struck: Object.fromEntries(struck) }, null, 2))
  return report.violation === undefined
}

async function many({ from, seeds, workers, ...kind }: Options): Promise<boolean> {
  const startedMs = performance.now()
  const sum = emptySummary()
  const bar = new SingleBar({
    format: '{bar} {value}/{total} seeds, {failed} failed, {eta_formatted} left',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  })
  bar.start(seeds, 0, { failed: 0 })
  let next = from
  const threads = Array.from({ length: workers }, async () => {
    const worker = new Worker(new URL('./simulateWorker.ts', import.meta.url))
    while (next < from + seeds) {
      const count = Math.min(CHUNK, from + seeds - next)
      const answer = once(worker, 'message') // rejects with the worker's error
      worker.postMessage({ from: next, count, kind: { rules: kind.rules, shards: kind.shards } })
      next += count
      const [part]: Summary[] = await answer
      if (part !== undefined) addSummary(sum, part)
      bar.update(sum.runs, { failed: sum.violations.length })
    }
    await worker.terminate()
  })
  await Promise.all(threads)
  bar.stop()
  await print(sum, (performance.now() - startedMs) / 1_000, kind)
  return sum.violations.length === 0
}

async function print({ violations, virtualMs, ...sum }: Summary, seconds: number, kind: Kind): Promise<void> {
  const figures = {
    ...sum,
    virtualHours: Math.round(virtualMs / 3_600_000),
    seconds: Math.round(seconds),
    failed: violations.length,
  }
  console.log(JSON.stringify(figures, null, 2))
  const sorted = violations.sort((one, other) => one.seed - other.seed)
  for (const { seed, violation } of sorted.slice(0, MAX_DESCRIBED))
    console.log(await describeFailure(seed, violation, kind))
  if (sorted.length > MAX_DESCRIBED) console.log(`and ${sorted.length - MAX_DESCRIBED} more`)
}
