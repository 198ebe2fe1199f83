import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { describeOnEngines } from '../support/engines/engines.ts'
import { type AnyItem, clientOf, tableOf } from '../support/engines/tables.ts'
import { type Answer, type Call, type EngineProxy, refusal, startProxy } from '../support/network/proxy.ts'
import { itemsOf, WORKER_KINDS } from '../support/oracle/fates.ts'
import { expectLeft, expectOracle } from '../support/oracle/oracle.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { execute, handlerAt } from '../support/runs/handlerRuns.ts'

const MADE = itemsOf(WORKER_KINDS, 260, WORKERS_KEY)
const DUE = MADE.filter(({ fate }) => fate === 'deleted')
const PASS_MS = 6_000
const ONE_PASS_MS = 60_000 // what a second pass would read is no longer due

type Forward = (body?: object) => Promise<Answer>

describeOnEngines('through answers that AWS gives and no engine here', (engine) => {
  let client: DynamoDBClient
  let proxy: EngineProxy | undefined

  beforeAll(() => {
    client = clientOf(engine.endpoint)
  })
  afterEach(() => proxy?.close())
  afterAll(() => client.destroy())

  /** A table of the made items, and an execution at it through a proxy. */
  async function executed(treat: (call: Call, forward: Forward, table: string) => Promise<Answer>, passMs = PASS_MS) {
    const table = await tableOf(client, MADE)
    proxy = await startProxy(engine.endpoint, (call, forward) => treat(call, forward, table))
    const handler = await handlerAt(proxy.endpoint)
    const rule = { ...workersRule(table), totalSegments: 1, readers: 1 }
    return { table, ...(await execute({ handler, rule, passMs })) }
  }

  test('a failed condition that brings no item back spares an item that is there, and reads to know it', async () => {
    let touched: readonly AnyItem[] = []
    let reads = 0
    const { table, last } = await executed(async ({ action, body: { ProjectionExpression } }, forward, name) => {
      const answer = await forward()
      if (action === 'GetItem') reads++
      if (action === 'Scan' && ProjectionExpression !== undefined && touched.length === 0) {
        // changed after a pass read them, before it deletes them: an estimate reads whole items
        const body = JSON.stringify(JSON.parse(answer.body).Items) // engines escape in different ways
        const shown = DUE.filter(({ item }) => body.includes(JSON.stringify(item.StartTime)))
        touched = shown.slice(0, 5).map(({ item }) => ({ ...item, Completed: { S: 'again' } }))
        for (const Item of touched) await client.send(new PutItemCommand({ TableName: name, Item }))
      }
      return { ...answer, body: withoutItems(answer.body) }
    }, ONE_PASS_MS)
    expect(last).toMatchObject({ status: 'complete', ledger: { spared: 5, failed: 0, deleted: DUE.length - 5 } })
    expect(reads).toBe(5)
    const kept = MADE.filter(({ fate }) => fate !== 'deleted')
    await expectLeft(client, table, [...kept, ...touched.map((item) => ({ fate: 'unmatched' as const, item }))])
  })

  test('a denied key fails alone, counted by its code, and all others are deleted', async () => {
    const denied = new Set(DUE.slice(3, 5).map(({ item }) => JSON.stringify(item.StartTime)))
    const { last } = await executed(async ({ action, body }, forward) => {
      if (action === 'DeleteItem' && denied.has(keyOf(body.Key))) return refusal('AccessDeniedException')
      if (action !== 'BatchExecuteStatement' || !Array.isArray(body.Statements)) return forward()
      return forwardBut(forward, body.Statements, ({ Parameters: [, key] }) =>
        denied.has(JSON.stringify(key)) ? 'AccessDenied' : undefined,
      )
    })
    expect(last).toMatchObject({ status: 'complete', ledger: { failed: 2, deleted: DUE.length - 2 } })
    const code = engine.name === 'dynalite' ? 'AccessDeniedException' : 'AccessDenied'
    expect(last.trouble[code]).toBeGreaterThanOrEqual(2)
  })

  test('an expired signature is made anew, and a first denial after a deployment is waited for', async () => {
    let requests = 0
    const { table, answers } = await executed(async (_call, forward) => {
      requests++
      if (requests === 2) return refusal('AccessDeniedException')
      if (requests % 3 !== 0) return forward()
      return refusal('InvalidSignatureException', {
        message: 'Signature expired: 20261126T101500Z is now earlier than',
      })
    })
    await expectOracle(client, table, MADE, answers)
  })

  if (engine.name === 'DynamoDB Local') {
    // dynalite has no statements
    test('a code that nobody knows is tried again', async () => {
      let batches = 0
      const { table, answers } = await executed(async ({ action, body }, forward) => {
        if (action !== 'BatchExecuteStatement' || !Array.isArray(body.Statements)) return forward()
        const poor = ++batches % 2
        return forwardBut(forward, body.Statements, (_, index) => (index % 2 === poor ? 'ACodeOfTomorrow' : undefined))
      })
      await expectOracle(client, table, MADE, answers)
    })
  }
})

interface Statement {
  readonly Parameters: readonly unknown[]
}

/** Keeps the statements that `codeOf` answers a code for from the engine, and answers that code in their place. */
async function forwardBut(
  forward: Forward,
  statements: readonly Statement[],
  codeOf: (statement: Statement, index: number) => string | undefined,
): Promise<Answer> {
  const codes = statements.map(codeOf)
  const Statements = statements.filter((_, index) => codes[index] === undefined)
  const answer = Statements.length > 0 ? await forward({ Statements }) : { status: 200, body: '{"Responses":[]}' }
  if (answer.status !== 200) return answer
  const carriedOut: unknown[] = [...JSON.parse(answer.body).Responses]
  const Responses = codes.map((Code) => (Code === undefined ? carriedOut.shift() : { Error: { Code, Message: 'no' } }))
  return { status: 200, body: JSON.stringify({ Responses }) }
}

/** An answer to deletes without the items that failed conditions brought back. */
function withoutItems(body: string): string {
  const { Responses, Item, ...rest } = JSON.parse(body)
  if (Array.isArray(Responses)) {
    for (const { Error: error } of Responses) if (error) error.Item = undefined
    return JSON.stringify({ ...rest, Responses })
  }
  return rest.__type === undefined ? body : JSON.stringify(rest)
}

function keyOf(key: unknown): string {
  return typeof key === 'object' && key !== null && 'StartTime' in key ? JSON.stringify(key.StartTime) : ''
}
