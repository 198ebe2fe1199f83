import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { PassResult } from '../../functions/scavenge/pass/answer/passResult.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, tableOf } from '../support/engines/tables.ts'
import { startProxy } from '../support/network/proxy.ts'
import { countFates, itemsOf, TIMELESS_KINDS } from '../support/oracle/fates.ts'
import { expectLeft } from '../support/oracle/oracle.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { type Deployed, deploy } from '../support/runs/bundleRuns.ts'
import { besideWriter, expectWritten, itemsToWrite, WRITING } from '../support/runs/writer.ts'
import { closedAfterEach } from '../support/shared/closedAfterEach.ts'
import { shared } from '../support/shared/shared.ts'

const PASS_MS = 4_000
const ITEMS = 400
/** Milliseconds that a delete is under way, so that the writer gets in between. */
const DELAY_MS = 40

describeOnEngines('beside others', (engine) => {
  let bundle: string
  let client: DynamoDBClient
  const begun = closedAfterEach()

  beforeAll(async () => {
    bundle = await shared('bundle')
    client = clientOf(engine.endpoint)
  })
  afterAll(() => {
    client.destroy()
  })

  function deployedFor(table: string, endpoint: string, more: object = {}): Deployed {
    const rule = { ...workersRule(table), ...more }
    return begun(deploy({ bundle, endpoint, rule, passMs: PASS_MS }))
  }

  const { changes } = WRITING[engine.name]
  test(`a writer's ${changes} changes: none of the items that it changed in time is deleted`, async () => {
    const table = await tableOf(client, itemsToWrite(ITEMS))
    const slow = begun(
      await startProxy(engine.endpoint, async ({ action }, forward) => {
        if (action !== 'Scan') await new Promise((resolve) => setTimeout(resolve, DELAY_MS))
        return forward()
      }),
    )
    const deployed = deployedFor(table, slow.endpoint, { totalSegments: 8 })
    // The first execution waits for its process to start; meanwhile the writer might be through.
    await deployed.run({ dryRun: true })
    const writing = { ...WRITING[engine.name], endpoint: engine.endpoint, table, items: ITEMS, seed: 7 }
    const { report, results } = await besideWriter(writing, () => succeed(deployed))
    expect(report.changes).toBeGreaterThanOrEqual(changes)
    expect(report.wronglyDeleted).toBe(0)
    expect(sum(results, 'spared')).toBeGreaterThan(0) // the writer did get in between
    expect(sum(results, 'deleted')).toBeGreaterThan(0)
    expect(sum(results, 'failed')).toBe(0)

    await succeed(deployed) // what became due meanwhile
    await expectWritten(client, table, report)
  }, 180_000)

  test('a second execution of the rule: the right items are left, and neither ledger claims what is not gone', async () => {
    const made = itemsOf(TIMELESS_KINDS, 880, WORKERS_KEY)
    const table = await tableOf(client, made)
    const [one, other] = [deployedFor(table, engine.endpoint), deployedFor(table, engine.endpoint)]
    const [first, second] = await Promise.all([one.run(), other.run()])
    await expectLeft(
      client,
      table,
      made.filter(({ fate }) => fate !== 'deleted'),
    )
    const { unmatched, deleted, ...others } = countFates(made)
    const counts = [first, second].map(({ result, answers }) => {
      expect(result).toMatchObject({ status: 'SUCCEEDED' })
      const last = answers.at(-1)
      expect(last?.ledger).toMatchObject({ ...others, spared: 0, failed: 0, abandoned: 0 })
      const count = deletedBy(last)
      expect(count).toBeLessThanOrEqual(deleted)
      return count
    })
    // Both may count an item: it is absent after the delete of either. What a lost answer took is in no count.
    const unanswered = [...first.answers, ...second.answers].some(({ trouble }) => Object.keys(trouble).length > 0)
    if (!unanswered) expect(counts.reduce((total, count) => total + count, 0)).toBeGreaterThanOrEqual(deleted)
  })
})

async function succeed(deployed: Deployed): Promise<PassResult> {
  const { result, answers } = await deployed.run()
  expect(result).toMatchObject({ status: 'SUCCEEDED' })
  const last = answers.at(-1)
  if (last === undefined) throw new Error('expected at least one pass')
  return last
}

function sum(results: readonly PassResult[], count: 'spared' | 'deleted' | 'failed'): number {
  return results.reduce((total, result) => total + (count === 'deleted' ? deletedBy(result) : result.ledger[count]), 0)
}

function deletedBy(result: PassResult | undefined): number {
  return result && 'deleted' in result.ledger ? result.ledger.deleted : Number.NaN
}
