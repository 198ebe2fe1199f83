import type { ChildProcess } from 'node:child_process'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type Engine, startEngine } from '../../cli/engine/engine.ts'
import { makeSeedTable } from '../../cli/engine/seedTable.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { clientOf, readItems, tableOf } from '../support/engines/tables.ts'
import { startProxy } from '../support/network/proxy.ts'
import { countFates, itemsOf, TIMELESS_KINDS } from '../support/oracle/fates.ts'
import { expectLeft, type Made } from '../support/oracle/oracle.ts'
import { keysKept, keysOf } from '../support/oracle/seedKeys.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import type { DeployedRun } from '../support/runs/bundleRuns.ts'
import { Killer } from '../support/runs/killer.ts'
import { runMortal } from '../support/runs/mortalRuns.ts'
import { onceDeleted, standStill } from '../support/runs/preload.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'
import { IS_LONG } from '../support/shared/long.ts'
import { shared } from '../support/shared/shared.ts'
import { randomOf } from '../support/virtual/random.ts'

jest.setTimeout(180_000)

const HOUR_MS = 3_600_000
/** Passes killed in one execution, and the items that last so long; `npm run long` kills more than thirty. */
const { kills: KILLS, items: ITEMS } = IS_LONG ? { kills: 32, items: 5_460 } : { kills: 4, items: 720 }

let engine: Engine
let bundle: string
let client: DynamoDBClient

beforeAll(async () => {
  engine = await startEngine()
  bundle = await shared('bundle')
  client = clientOf(engine.endpoint)
})
afterAll(async () => {
  client.destroy()
  await engine.close()
})

function smallRule(table: string) {
  return workersRule(table, { totalSegments: 8, readers: 2, deleters: 2 })
}

/** The table is what it would be without a death; the ledger says how many there were, and counts nothing twice. */
async function expectAsIfNobodyDied(table: string, made: readonly Made[], run: DeployedRun): Promise<void> {
  expect(run.result).toMatchObject({ status: 'SUCCEEDED' }) // else shows the error and its cause
  const kept = made.filter(({ fate }) => fate !== 'deleted')
  await expectLeft(client, table, kept)
  const { unmatched, deleted, ...others } = countFates(made)
  const { ledger, status } = run.answers.at(-1) ?? {}
  expect(status).toBe('complete')
  // Each is settled in the table that stays, so a lost pass changes none of them.
  expect(ledger).toMatchObject({ ...others, spared: 0, failed: 0, abandoned: 0, lostPasses: run.errors.length })
  expect(ledger).toMatchObject({ passes: run.answers.length, deleted: expect.any(Number) })
  expect(ledger && 'deleted' in ledger && ledger.deleted).toBeLessThanOrEqual(deleted)
}

test(`${KILLS} passes killed in one execution leave the table that none would have left`, async () => {
  const made = itemsOf(TIMELESS_KINDS, ITEMS, WORKERS_KEY)
  const table = await tableOf(client, made)
  const killer = new Killer(randomOf(41), KILLS)
  const proxy = await startProxy(engine.endpoint, killer.treat)
  try {
    const run = await runMortal({
      bundle,
      endpoint: proxy.endpoint,
      rule: smallRule(table),
      passMs: 1_200,
      on: killer.on,
    })
    await expectAsIfNobodyDied(table, made, run)
    const killed = run.errors.filter((name) => name === 'Runtime.ExitError').length
    expect(killed).toBeGreaterThanOrEqual(KILLS - 2)
    expect(killed).toBeLessThanOrEqual(killer.sent) // a pass may have answered at the moment of its kill
    expect(run.errors.filter((name) => name !== 'Runtime.ExitError' && name !== 'Sandbox.Timedout')).toEqual([])
    expect(run.answers.length).toBeGreaterThan(1)
  } finally {
    await proxy.close()
  }
})

const DEATHS = [
  {
    death: 'Runtime.OutOfMemory',
    // More than the whole limit, held, and a moment in which the watch's report falls due.
    ailment: onceDeleted(`globalThis.hoard ??= Buffer.alloc(300 * 2 ** 20, 1); ${standStill(200)}`),
    passMs: 20_000,
  },
  {
    death: 'Sandbox.Timedout',
    ailment: onceDeleted(standStill('Infinity')),
    passMs: 2_000,
  },
]

test.each(IS_LONG ? DEATHS : DEATHS.slice(0, 1))(
  'a pass that ends by $death amid its deletes is repeated, with the table of one that lived',
  async ({ death, ailment, passMs }) => {
    const made = itemsOf(TIMELESS_KINDS, 1_260, WORKERS_KEY)
    const table = await tableOf(client, made)
    const run = await runMortal({
      bundle,
      endpoint: engine.endpoint,
      rule: smallRule(table),
      passMs,
      memoryMb: 256,
      ailment,
    })
    expect(run.errors[0]).toBe(death)
    await expectAsIfNobodyDied(table, made, run)
    const { ledger } = run.answers.at(-1) ?? {}
    expect(ledger && 'deleted' in ledger && ledger.deleted).toBeLessThan(countFates(made).deleted)
  },
)

test('a local run told to end goes on from the token that it printed', async () => {
  const seeded = { items: 1_000, nowMs: Date.now() }
  await makeSeedTable({ client, table: 'workers', ...seeded, signal: NEVER })
  const { confirm } = await local({}, 20)
  const slow = { maxWriteUnitsPerSecond: 200, confirm }
  let told = false
  const ended = await local(slow, 2, (line, command) => {
    if (!told && /^pass ([2-9]|\d\d+): /.test(line)) told = command.kill('SIGTERM')
  })
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Aborted', continuationToken: expect.any(String) })
  expect(ended.passes).toBeGreaterThanOrEqual(1)

  const cutoffMs = Date.parse(String(ended.startTime)) - 48 * HOUR_MS
  const wanted = keysKept(seeded, cutoffMs)
  expect((await readItems(client, 'workers')).length).toBeGreaterThan(wanted.length)

  const again = await local({ continuationToken: ended.continuationToken }, 20)
  expect(again).toMatchObject({
    status: 'SUCCEEDED',
    output: { cutoff: new Date(cutoffMs).toISOString() },
    verification: { agrees: true },
  })
  expect(keysOf(await readItems(client, 'workers'))).toEqual(wanted)
  const { lostPasses, deleted = Number.NaN } = again.ledger as Record<string, number>
  expect(lostPasses).toBeGreaterThanOrEqual(1)
  expect(deleted).toBeLessThanOrEqual(seeded.items - wanted.length)
})

/** Runs the command on the engine to its end and returns what it printed; `onLine` sees its progress. */
async function local(
  input: object,
  passSeconds: number,
  onLine?: (line: string, command: ChildProcess) => void,
): Promise<Record<string, unknown>> {
  const options = ['--endpoint', engine.endpoint, '--pass-seconds', String(passSeconds), '--verify', '--json']
  const { json } = await scavenge(['local', ...options, '--input', JSON.stringify(input)], onLine)
  return json
}
