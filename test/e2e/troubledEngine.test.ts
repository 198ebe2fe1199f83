import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type Engine, startEngine } from '../../cli/engine/engine.ts'
import { seedItem } from '../../cli/engine/seedItems.ts'
import { makeSeedTable } from '../../cli/engine/seedTable.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { clientOf } from '../support/engines/tables.ts'
import { refusal, startProxy, type Treatment } from '../support/network/proxy.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

jest.setTimeout(120_000)

const ITEMS = 300
const NOW_MS = Date.now()
const DELETES = ['BatchExecuteStatement', 'DeleteItem', 'ExecuteStatement']

let engine: Engine
let client: DynamoDBClient
beforeAll(async () => {
  engine = await startEngine()
  client = clientOf(engine.endpoint)
  await makeSeedTable({ client, table: 'workers', items: ITEMS, nowMs: NOW_MS, signal: NEVER })
})
afterAll(async () => {
  client.destroy()
  await engine.close()
})

/** Runs the command against the engine with a proxy before it, confirmed by the code that its estimate says. */
async function against(treat: Treatment, args: readonly string[]) {
  const proxy = await startProxy(engine.endpoint, treat)
  try {
    const endpoint = ['--endpoint', proxy.endpoint]
    const { json } = await scavenge(['estimate', ...endpoint, '--json'])
    return await scavenge(['local', ...endpoint, '--confirm', String(json.confirm), ...args])
  } finally {
    await proxy.close()
  }
}

describe('an engine that fails every delete with a 500', () => {
  const treat: Treatment = async ({ action }, forward) =>
    DELETES.includes(action) ? refusal('InternalServerError', {}, 500) : forward()

  test('is named while the run lasts, with how often and since when, and in the report with what to do', async () => {
    // off a terminal there is one line a second at most: within a pass of 2 s at least one follows a failure
    const { code, stdout, stderr } = await against(treat, ['--pass-seconds', '2'])
    expect(stderr).toMatch(/^pass 1 answered: continue, requests failed with InternalServerError \(\d+ times\)$/m)
    expect(stderr).toMatch(/^pass 1: .*requests fail with InternalServerError/m)
    expect(stderr).toMatch(/^pass 2: .* 0 deleted, .*, requests fail with InternalServerError \(\d+ times, for \d/m)
    expect(stdout).toMatch(/^ {2}InternalServerError, [\d,]+ times: the server fails\. /m)
    expect(stderr).toMatch(/^NoProgress: /m)
    expect(code).toBe(1)
  })
})

describe('--verify on a table', () => {
  test('whose deletes are acknowledged and not carried out disagrees, and the exit status is 1', async () => {
    const treat: Treatment = async ({ action, body }, forward) => {
      if (action !== 'BatchExecuteStatement' || !Array.isArray(body.Statements)) return forward()
      const Responses = body.Statements.map(() => ({ TableName: 'workers' }))
      return { status: 200, body: JSON.stringify({ Responses }) }
    }
    const { code, json, stderr } = await against(treat, ['--verify', '--json'])
    expect(code).toBe(1)
    expect(json).toMatchObject({ status: 'FAILED', error: 'RecountDisagrees', verification: { agrees: false } })
    expect(stderr.split('\n').at(-1)).toMatch(/^RecountDisagrees: .*candidatesLeft: expected 0, found \d+/)
  })

  test('to which another program writes agrees where spared items match no more', async () => {
    let written = false
    const treat: Treatment = async ({ action, body }, forward) => {
      if (action === 'BatchExecuteStatement' && !written && Array.isArray(body.Statements)) {
        written = true
        await reopen(ITEMS)
      }
      return forward()
    }
    const { code, json } = await against(treat, ['--verify', '--json'])
    expect(json).toMatchObject({ ledger: { failed: 0 }, verification: { agrees: true, differences: [] } })
    const { spared = 0 } = json.ledger as Record<string, number>
    expect(spared).toBeGreaterThan(0)
    expect(code).toBe(0)
  })
})

/** Makes each of the items that work is done on unfinished, as its application would. */
async function reopen(items: number): Promise<void> {
  for (let index = 0; index < items; index++) {
    const { WorkerId, StartTime } = seedItem(index, NOW_MS)
    if (WorkerId === undefined || StartTime === undefined || index % 3 > 0) continue
    const update = {
      TableName: 'workers',
      Key: { WorkerId, StartTime },
      UpdateExpression: 'SET Completed = :open',
      ExpressionAttributeValues: { ':open': { N: '0' } },
      ConditionExpression: 'attribute_exists(WorkerId)',
    }
    await client.send(new UpdateItemCommand(update)).catch(() => {}) // an item that is deleted stays so
  }
}
