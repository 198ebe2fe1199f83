import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { startEngine } from '../../cli/engine/engine.ts'
import { buildBundle } from '../../cli/sandbox/bundle.ts'
import { confirmationCode } from '../../functions/scavenge/confirmation/confirmationCode.ts'
import { describeTable } from '../../functions/scavenge/dynamodb/describe/describeTable.ts'
import { passEnvironment } from '../../functions/scavenge/environment/environment.ts'
import { DEFAULT_MEMORY_MB } from '../../functions/scavenge/rule/limits.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import type { Measure } from '../peers/measure.ts'
import { buildRunner } from '../peers/peers.ts'
import { markdownTable, number } from '../report/markdown.ts'
import { execute } from '../run.ts'
import { INDEX, isDue, jobsIn, makeJobs, RULE } from './jobsTable.ts'

/** Read units by the index at most, as a share of the scan's. */
const MAX_SHARE = 0.012
/** Units beside that: each part of a Query takes at least half a unit. */
const LEAST_UNITS = 1

/** What one run of the deployed bundle told of itself. */
interface Told extends Measure {
  readonly ledger: Readonly<Record<string, number>>
}

/**
 * Makes a table of so many jobs in the embedded engine, of which one in a hundred is due. Reads it by a scan and by its
 * index, both as a dry run, and then deletes by the index. Answers a table of what each run took. Throws where the two read
 * different items, where the index takes more than 1.2 % of the scan's read units, or where a job that is due is left or
 * another one is gone.
 */
export async function indexReads(jobs: number, note: (line: string) => void): Promise<string> {
  await using started = new AsyncDisposableStack()
  const engine = started.adopt(await startEngine(), (it) => it.close())
  const bundle = started.use(await buildBundle())
  const runner = started.use(await buildRunner())
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials })
  started.defer(() => client.destroy())
  await makeJobs(client, jobs, (loaded) => {
    if (loaded % (jobs / 10) === 0) note(`index: ${number(loaded)} jobs loaded`)
  })

  const run = async (data: object, input: object): Promise<Told> => {
    const command = [process.execPath, runner.path, bundle.path, JSON.stringify(input)]
    const { stdout } = await execute(command, await environment(client, engine.endpoint, data))
    const told: Told = JSON.parse(stdout)
    note(`index: ${JSON.stringify(told)}`)
    return told
  }
  const byIndex = { ...RULE, index: INDEX }
  const scan = await run(RULE, { dryRun: true })
  const query = await run(byIndex, { dryRun: true })
  const deleted = await run(byIndex, {})
  check(scan, query, deleted)
  await checkLeft(client, jobs)
  return tableOf({
    'scan of the table, dry run': scan,
    'Queries of the index, dry run': query,
    'Queries, deleting': deleted,
  })
}

async function environment(client: DynamoDBClient, endpoint: string, data: object): Promise<Record<string, string>> {
  const rule = parseRule(data, { file: 'rules/jobs.yml', name: 'jobs' })
  const confirmed = confirmationCode(rule, await describeTable(client, rule, NEVER))
  return {
    PATH: process.env.PATH ?? '',
    ...passEnvironment({ data: { ...data, confirmed }, ruleName: 'jobs', stage: 'bench', memoryMb: DEFAULT_MEMORY_MB }),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  }
}

function check({ ledger: scan }: Told, { ledger: query }: Told, { ledger: deleted }: Told): void {
  const [expected, ...others] = [scan.wouldDelete, query.wouldDelete, deleted.deleted]
  if (others.some((found) => found !== expected)) throw new Error(`expected ${expected} by the index, found ${others}`)
  const most = (scan.readUnits ?? 0) * MAX_SHARE + LEAST_UNITS
  if (!(Number(query.readUnits) <= most))
    throw new Error(`expected at most ${most} read units, found ${query.readUnits}`)
}

async function checkLeft(client: DynamoDBClient, jobs: number): Promise<void> {
  const left = await jobsIn(client)
  for (let job = 0; job < jobs; job++) {
    if (left.has(job) === isDue(job)) throw new Error(`job ${job}: expected ${isDue(job) ? 'to be gone' : 'to stay'}`)
  }
}

function tableOf(runs: Readonly<Record<string, Told>>): string {
  const rows = Object.entries(runs).map(([what, { ledger, workCpuSeconds, seconds }]) => [
    what,
    number(ledger.scanned ?? 0),
    number(ledger.readUnits ?? 0, 1),
    number(ledger.wouldDelete ?? ledger.deleted ?? 0),
    workCpuSeconds.toFixed(2),
    seconds.toFixed(1),
  ])
  return markdownTable(['', 'items read', 'read units', 'due', 'CPU, s', 's'], rows)
}
