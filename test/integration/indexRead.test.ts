import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Estimate } from '../../functions/scavenge/estimate/estimate.ts'
import { parseInput } from '../../functions/scavenge/execution/input.ts'
import type { PassResult } from '../../functions/scavenge/pass/answer/passResult.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import type { KeyAttribute } from '../../functions/scavenge/table/item.ts'
import { estimateTable } from '../../functions/scavenge/tasks/estimate.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { type AnyItem, clientOf, type IndexToMake, readItems, tableOf } from '../support/engines/tables.ts'
import { startProxy } from '../support/network/proxy.ts'
import { idsOf } from '../support/oracle/oracle.ts'
import { workersRule } from '../support/rules/workersRule.ts'
import { type Deployed, deploy } from '../support/runs/bundleRuns.ts'
import { execute, type Handler, handlerAt, START_TIME } from '../support/runs/handlerRuns.ts'
import { besideWriter, expectWritten, itemsToWrite, WRITING } from '../support/runs/writer.ts'
import { closedAfterEach } from '../support/shared/closedAfterEach.ts'
import { IS_LONG } from '../support/shared/long.ts'
import { shared } from '../support/shared/shared.ts'

const DAY_MS = 86_400_000
const START_MS = Date.parse(START_TIME)
const PASS_MS = 4_000
const DELAY_MS = 40
/** A page takes so long that a pass has time for a few. */
const PAGE_DELAY_MS = 300
const FEW_PAGES_MS = 1_600
/** The more of them, the less of the table's units do the first requests of a partition take. */
const JOBS = { dynalite: 2_000, 'DynamoDB Local': IS_LONG ? 20_000 : 2_000 }
const WORKERS = 400

const KEY: readonly KeyAttribute[] = [
  { name: 'id', type: 'S' },
  { name: 'run', type: 'N' },
]
const BY_STATUS: IndexToMake = {
  name: 'by-status',
  key: [
    { name: 'status', type: 'S' },
    { name: 'endedAt', type: 'N' },
  ],
  holds: ['kept'],
}
const BY_OWNER: IndexToMake = { name: 'by-owner', key: [{ name: 'owner', type: 'S' }] }
const INDEXED = { key: KEY, indexes: [BY_STATUS, BY_OWNER] }

/** Jobs of which one in a hundred is done for long; the others run, are done since yesterday, or have no time. */
function jobs(count: number): readonly { readonly item: AnyItem; readonly isDue: boolean }[] {
  return Array.from({ length: count }, (_, index) => {
    const isDue = index % 100 === 0
    const state: Record<string, AttributeValue> = isDue
      ? {
          status: { S: index % 200 === 0 ? 'done' : 'failed' },
          endedAt: seconds(START_MS - (31 + (index % 90)) * DAY_MS),
        }
      : ([
          { status: { S: 'done' }, endedAt: seconds(START_MS - DAY_MS - index) },
          { status: { S: 'running' }, endedAt: seconds(START_MS - 90 * DAY_MS) },
          { status: { S: 'done' } },
          {
            status: { S: 'failed' },
            endedAt: seconds(START_MS - DAY_MS * (index % 800 === 3 ? 90 : 1)),
            kept: { BOOL: true },
          },
        ][index % 4] ?? {})
    const padding = { S: 'x'.repeat(400) }
    const own = { id: { S: `job ${index}` }, run: { N: '1' }, Id: { N: String(index) }, owner: { S: `o${index % 7}` } }
    return { item: { ...own, ...state, padding }, isDue }
  })
}

function seconds(ms: number): AttributeValue {
  return { N: String(Math.floor(ms / 1_000)) }
}

function jobsRule(table: string, more: object = {}) {
  return {
    table,
    filter: {
      expression: '(#status = :done OR #status = :failed) AND attribute_not_exists(#kept)',
      names: { '#status': 'status', '#kept': 'kept' },
      values: { ':done': 'done', ':failed': 'failed' },
    },
    age: { attribute: 'endedAt', format: 'epochSeconds', olderThan: '30d' },
    ...more,
  }
}

describeOnEngines('an index read in place of its table', (engine) => {
  let bundle: string
  let client: DynamoDBClient
  let handler: Handler
  const begun = closedAfterEach()

  beforeAll(async () => {
    bundle = await shared('bundle')
    client = clientOf(engine.endpoint)
    handler = await handlerAt(engine.endpoint)
  })
  afterAll(() => {
    client.destroy()
  })

  function deployedFor(table: string, endpoint: string, rule: object): Deployed {
    return begun(deploy({ bundle, endpoint, rule: { table, ...rule }, passMs: PASS_MS }))
  }

  test(`${JOBS[engine.name]} items of which 1 % are due: the same items go as by the table, for 1.2 % of its read units`, async () => {
    const made = jobs(JOBS[engine.name])
    const table = await tableOf(client, made, INDEXED)
    const due = made.filter(({ isDue }) => isDue).length
    const keptAndOld = Math.ceil((made.length - 3) / 800) // as `jobs` makes them
    const scanned = await execute({ handler, rule: jobsRule(table), input: { dryRun: true } })
    const { last } = await execute({ handler, rule: jobsRule(table, { index: 'by-status' }) })

    expect(scanned.last.ledger).toMatchObject({ scanned: made.length, wouldDelete: due })
    expect(last.ledger).toMatchObject({ scanned: due + keptAndOld, matched: due, deleted: due, spared: 0, young: 0 })
    // A request takes half a unit at least: three of them for each partition.
    expect(last.ledger.readUnits).toBeLessThanOrEqual(scanned.last.ledger.readUnits * 0.012 + 3)
    expect(last.progress).toEqual({ segmentsDone: 2, totalSegments: 2 })
    expect(last.unseen).toContain('young or undated')
    const left = await readItems(client, table)
    expect(idsOf(left)).toEqual(idsOf(made.flatMap(({ item, isDue }) => (isDue ? [] : [item]))))
  }, 180_000)

  test('the estimate knows the table’s items behind the parts that an index holds, and what either would cost to read', async () => {
    const made = jobs(1_600).map(({ item }) => ({ item: { ...item, padding: { S: 'x'.repeat(2_200) } } }))
    const table = await tableOf(client, made, INDEXED)
    const rule = jobsRule(table, { index: 'by-status' })
    const scanned = await execute({ handler, rule: jobsRule(table), input: { dryRun: true } })
    const { candidates, writeUnits, reads } = await estimated(client, rule)
    const { last } = await execute({ handler, rule })

    expect(candidates).toEqual({ estimate: 16, low: 16, high: 16 })
    // dynalite tells neither size nor count of a table: what the index holds is then the least.
    const whole = 16 * (engine.name === 'dynalite' ? 1 : 3)
    expect(writeUnits).toMatchObject({ table: whole, indexes: { 'by-status': 16, 'by-owner': whole } })
    expect(reads?.index).toMatchObject({ name: 'by-status', by: 'query' })
    // DynamoDB Local charges a Scan of an index for whole items, and a Query for what the index holds.
    if (engine.name === 'dynalite') return expect(reads?.index.readUnits).toBeLessThanOrEqual(last.ledger.readUnits)
    expect(reads?.table?.readUnits).toBeGreaterThan(scanned.last.ledger.readUnits * 0.9)
    expect(reads?.table?.readUnits).toBeLessThan(scanned.last.ledger.readUnits * 1.1)
  }, 60_000)

  test('an index without the age in its key is read by Scans, and finds what it holds', async () => {
    const made = jobs(1_000)
    const table = await tableOf(client, made, INDEXED)
    const { last } = await execute({ handler, rule: jobsRule(table, { index: 'by-owner', totalSegments: 4 }) })
    expect(last.ledger).toMatchObject({ scanned: 1_000, deleted: 10, spared: 0, failed: 0 })
    expect(last.progress.totalSegments).toBe(4)
    expect(last.unseen).toContain('not in the index by-owner')
    expect(await readItems(client, table)).toHaveLength(990)
  })

  test('passes go on from keys of index and table, page by page', async () => {
    const made = jobs(2_100)
    const table = await tableOf(client, made, INDEXED)
    const slow = begun(
      await startProxy(engine.endpoint, async ({ body }, forward) => {
        const reads = body.TotalSegments !== undefined || body.KeyConditionExpression !== undefined
        if (reads) await new Promise((resolve) => setTimeout(resolve, PAGE_DELAY_MS))
        return forward()
      }),
    )
    const slowly = { handler: await handlerAt(slow.endpoint), input: { dryRun: true }, passMs: FEW_PAGES_MS }
    const owners = Object.fromEntries(Array.from({ length: 7 }, (_, owner) => [`:o${owner}`, `o${owner}`]))
    const all = {
      filter: { expression: `#owner IN (${Object.keys(owners)})`, names: { '#owner': 'owner' }, values: owners },
      age: 'none',
    }
    const speed = { index: 'by-owner', readers: 2, totalSegments: 7 }
    const queried = await execute({ ...slowly, rule: { table, ...all, ...speed } })
    const scanned = await execute({ ...slowly, rule: jobsRule(table, speed) })
    expect(queried.answers.length).toBeGreaterThan(1)
    expect(queried.last.ledger).toMatchObject({ wouldDelete: 2_100, abandoned: 0 })
    expect(queried.last.progress.totalSegments).toBe(7)
    expect(scanned.answers.length).toBeGreaterThan(1)
    expect(scanned.last.ledger).toMatchObject({ wouldDelete: 21, abandoned: 0 })
  }, 60_000)

  test('a purge of one tenant queries its partition alone', async () => {
    const made = jobs(700)
    const table = await tableOf(client, made, INDEXED)
    const rule = {
      table,
      filter: { expression: '#owner = :owner', names: { '#owner': 'owner' }, values: { ':owner': { input: 'S' } } },
      age: 'none',
      index: 'by-owner',
    }
    const { last } = await execute({ handler, rule, input: { values: { ':owner': 'o3' } } })
    expect(last.ledger).toMatchObject({ scanned: 100, deleted: 100 })
    expect(await readItems(client, table)).toHaveLength(600)
  })

  test.each([
    ['that is not there', { index: 'by-nothing' }, /^index by-nothing: expected an index of the table, found only by-/],
    [
      'that does not hold what the rule decides by',
      {
        index: 'by-status',
        age: { attribute: 'padding', format: 'rfc3339', olderThan: '30d' },
      },
      'index by-status: expected one that holds all that the rule decides by, found one without padding',
    ],
  ])('an index %s is refused', async (_what, more, message) => {
    const table = await tableOf(client, [], INDEXED)
    const refused = execute({ handler, rule: jobsRule(table, more) })
    await expect(refused).rejects.toMatchObject({ name: 'InvalidRule' })
    await expect(refused).rejects.toThrow(message)
  })

  const { changes } = WRITING[engine.name]
  test(`a writer's ${changes} changes move items in and out of the index: none that it keeps is deleted`, async () => {
    const byCompleted: IndexToMake = {
      name: 'by-completed',
      key: [
        { name: 'Completed', type: 'N' },
        { name: 'StartExecutionTime', type: 'S' },
      ],
      holds: [],
    }
    const table = await tableOf(client, itemsToWrite(WORKERS), { indexes: [byCompleted] })
    const slow = begun(
      await startProxy(engine.endpoint, async ({ action }, forward) => {
        if (action !== 'Query') await new Promise((resolve) => setTimeout(resolve, DELAY_MS))
        return forward()
      }),
    )
    const deployed = deployedFor(table, slow.endpoint, workersRule(table, { index: 'by-completed' }))
    // The first execution waits for its process to start; meanwhile the writer might be through.
    await deployed.run({ dryRun: true })
    const written = { endpoint: engine.endpoint, table, items: WORKERS, seed: 7, isKey: true }
    const { report, results } = await besideWriter({ ...WRITING[engine.name], ...written }, () => succeed(deployed))
    expect(report.changes).toBeGreaterThanOrEqual(changes)
    expect(report.wronglyDeleted).toBe(0)
    expect(results.reduce((sum, { ledger }) => sum + ledger.spared, 0)).toBeGreaterThan(0) // the writer got in between
    expect(results.reduce((sum, { ledger }) => sum + ledger.failed, 0)).toBe(0)

    await succeed(deployed) // what became due meanwhile
    await expectWritten(client, table, report)
  }, 180_000)
})

/** What an execution that starts with the tests' ones would find. */
function estimated(client: DynamoDBClient, data: object): Promise<Estimate> {
  const rule = parseRule(data, { file: 'rules/jobs.yml', name: 'jobs' })
  const input = { execution: { startMs: START_MS }, ...parseInput({ estimate: true }, rule) }
  return estimateTable({ client, rule, input, memoryMb: 512, remainingMs: () => 900_000 })
}

async function succeed(deployed: Deployed): Promise<PassResult> {
  const { result, answers } = await deployed.run()
  expect(result).toMatchObject({ status: 'SUCCEEDED', output: { decided: { reads: { by: 'query', partitions: 1 } } } })
  const last = answers.at(-1)
  if (last === undefined) throw new Error('expected at least one pass')
  return last
}
