import { type DisposableTempDir, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Engine, startEngine } from '../../cli/engine/engine.ts'
import { clientOf, createTable, loadItems, readItems } from '../support/engines/tables.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

jest.setTimeout(180_000)

const JOBS = 1_500
const DUE = 60
const DAY_S = 86_400
const RULE = `table: jobs
index: by-status
filter:
  expression: "#status IN (:done, :failed)"
  names: { "#status": status }
  values: { ":done": done, ":failed": failed }
age: { attribute: endedAt, format: epochSeconds, olderThan: 30d }
`

let engine: Engine
let folder: DisposableTempDir
let file: string
const at = (...args: string[]) => scavenge([...args, '--rule', file, '--endpoint', engine.endpoint])

/** One in 25 is done or failed for long; as many are done since yesterday, and the others run and are in no index. */
function job(number: number, nowS: number) {
  const base = { id: { S: `job-${number}` }, note: { S: 'n'.repeat(100) } }
  const status = { S: number % 2 === 0 ? 'done' : 'failed' }
  if (number % 25 === 0) return { ...base, status, endedAt: { N: String(nowS - 40 * DAY_S - number) } }
  if (number % 25 === 1) return { ...base, status, endedAt: { N: String(nowS - DAY_S) } }
  return { ...base, status: { S: 'running' } }
}

beforeAll(async () => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'index-rule-'))
  file = join(folder.path, 'jobs.yml')
  writeFileSync(file, RULE)
  engine = await startEngine()
  const client = clientOf(engine.endpoint)
  const key = [
    { name: 'status', type: 'S' },
    { name: 'endedAt', type: 'N' },
  ] as const
  await createTable(client, 'jobs', [{ name: 'id', type: 'S' }], [{ name: 'by-status', key, holds: [] }])
  const nowS = Math.floor(Date.now() / 1_000)
  await loadItems(
    client,
    'jobs',
    Array.from({ length: JOBS }, (_, number) => job(number, nowS)),
  )
  client.destroy()
})
afterAll(async () => {
  folder.remove()
  await engine.close()
})

test('a rule that reads an index is estimated, run and verified by it', async () => {
  const { code, json } = await at('estimate', '--json')
  expect(code).toBe(0)
  expect(json).toMatchObject({
    items: { estimate: 2 * DUE }, // of the index
    candidates: { estimate: DUE, low: DUE, high: DUE },
    reads: { index: { name: 'by-status', by: 'query' } },
  })

  const run = await at('local', '--confirm', String(json.confirm), '--verify', '--json')
  expect(run.code).toBe(0)
  expect(run.json).toMatchObject({
    status: 'SUCCEEDED',
    ledger: { scanned: DUE, matched: DUE, deleted: DUE, young: 0 },
    verification: { agrees: true, candidatesLeft: 0 },
  })
  expect(JSON.stringify(run.json)).toContain('items that are not in the index by-status')
  const client = clientOf(engine.endpoint)
  expect(await readItems(client, 'jobs')).toHaveLength(JOBS - DUE)
  client.destroy()
})

test('a report of an estimate says what reading the index costs', async () => {
  const { stdout } = await at('estimate')
  expect(stdout).toMatch(/Reading the index by-status by Queries: [\d,.]+ read units, \$[\d.]+; /)
})
