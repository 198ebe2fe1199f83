import { InvalidArgumentError, program } from 'commander'
import { ManualClock } from '../support/virtual/manualClock.ts'
import { randomOf } from '../support/virtual/random.ts'
import { RangedTable, type Storm } from '../support/virtual/rangedTable.ts'
import { START_MS } from '../support/virtual/virtualExecution.ts'
import { runShards } from '../support/virtual/virtualShards.ts'

/** A partition of DynamoDB takes 1,000 write units a second. */
const PARTITION_UNITS = 1_000

/** Deletes a second that a parent's shards begin with together. */
const FIRST_DELETES_PER_SECOND = 3_600

const SETTLING_MS = 60_000

/** Goals: of the write units that the partitions give after the first minute, and of the deletes asked for. */
const LEAST_USED = 0.95
const MOST_THROTTLED = 0.005

interface Options {
  readonly items: number
  readonly partitions: number
  readonly shards: number
  readonly readers: number
  readonly slower: number
  readonly kills: number
  readonly storms: number
  readonly seed: number
}

program
  .name('npm run simulate:scale --')
  .description(
    'Runs the shards of one parent in virtual time over a large table whose rates are divided, so that it takes as long ' +
      'as a larger one. Processes are killed and partitions take nothing for a while. Checks the ledger and the goals.',
  )
  .option('--items <count>', 'items to delete', positive, 10_000_000)
  .option('--partitions <count>', 'partitions of the table', positive, 64)
  .option('--shards <count>', 'shards, all at once', positive, 16)
  .option('--readers <count>', 'readers of each shard', positive, 4)
  .option('--slower <times>', 'what a partition’s 1,000 write units a second are divided by', positive, 100)
  .option('--kills <count>', 'processes killed in an hour', positive, 4)
  .option('--storms <count>', 'storms, each of half a minute on a few partitions', positive, 6)
  .option('--seed <seed>', 'decides about latencies, kills and storms', positive, 1)
  .action(async (options: Options) => {
    process.exitCode = (await scale(options)) ? 0 : 1
  })

await program.parseAsync()

function positive(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1.')
  return Number(text)
}

async function scale(options: Options): Promise<boolean> {
  const { items, partitions, shards, readers, slower, kills, seed } = options
  const unitsPerSecond = PARTITION_UNITS / slower
  const random = randomOf(seed)
  const clock = new ManualClock(randomOf(seed + 1), START_MS)
  const shape = { items, partitions, unitsPerSecond, savedSeconds: 1, latencyMs: 6 }
  const table = new RangedTable(clock, randomOf(seed + 2), shape, drawStorms(options, random))
  const outcomes = await runShards({
    clock,
    table,
    shards,
    atOnce: shards,
    input: {
      totalSegments: Math.max(partitions, shards * readers) * 4,
      readers,
      caps: { deletesPerSecond: FIRST_DELETES_PER_SECOND / slower / shards },
    },
    // of all shards together, so of one in so many hours
    killedAfterMs: () => (-Math.log(1 - random()) * 3_600_000 * shards) / kills,
  })
  const killed = outcomes.flatMap((outcome) => outcome.killed)
  const deleted = outcomes.reduce((sum, outcome) => sum + deletedBy(outcome), 0)
  const lost = killed.reduce((sum, { removed }) => sum + removed, 0)
  const { taken, throttled } = table
  const used = taken.sum(SETTLING_MS) / table.capacity(SETTLING_MS, taken.lastMs)
  const throttledShare = (fromMs: number, without: number) => {
    const sum = throttled.sum(fromMs) - without
    return sum / (taken.sum(fromMs) + sum)
  }
  const figures = {
    virtualHours: taken.lastMs / 3_600_000,
    used,
    throttled: throttledShare(0, 0),
    throttledOutsideStorms: throttledShare(0, table.inStorms),
    throttledAfterTheFirstMinute: throttledShare(SETTLING_MS, 0),
    passes: outcomes.reduce((sum, { result }) => sum + result.ledger.passes, 0),
    kills: killed.length,
    items,
    deletedInLedgers: deleted,
    lostWithKilled: lost,
    left: table.left,
    exact: deleted + lost === items && table.left === 0 && outcomes.every(isExact),
  }
  console.log(JSON.stringify(figures, null, 2))
  return figures.exact && figures.used >= LEAST_USED && figures.throttled <= MOST_THROTTLED
}

type Outcome = Awaited<ReturnType<typeof runShards>>[number]

/** Whether a shard's ledger says what the table did for its passes that answered, and how many did not. */
function isExact({ result, removed, killed }: Outcome): boolean {
  return deletedBy({ result }) === removed && result.ledger.lostPasses === killed.length
}

function deletedBy({ result: { ledger } }: Pick<Outcome, 'result'>): number {
  return 'deleted' in ledger ? ledger.deleted : 0
}

/** Storms at random moments before the work is due to end, each on a sixteenth of the partitions. */
function drawStorms({ items, partitions, slower, storms }: Options, random: () => number): readonly Storm[] {
  const leastMs = (items * slower * 1_000) / (partitions * PARTITION_UNITS)
  return Array.from({ length: storms }, () => {
    const fromMs = random() * leastMs
    const first = Math.floor(random() * partitions)
    const struck = Array.from({ length: Math.ceil(partitions / 16) }, (_, index) => (first + index) % partitions)
    return { fromMs, untilMs: fromMs + 30_000, partitions: new Set(struck) }
  })
}
