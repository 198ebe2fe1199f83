/**
 * Somebody else's program, at full speed beside an execution: rewrites what decides about random items, and puts back
 * what was deleted. It knows at each write what the item must hold, so it sees at once when one was deleted wrongly.
 */
import { Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { randomOf } from '../virtual/random.ts'
import type { WriterOptions, WriterReport } from './writer.ts'

type Attributes = Record<string, AttributeValue>

interface Row {
  /** Whether the last write made it what the rule deletes; undefined before any write. */
  candidate: boolean | undefined
  attributes: Attributes
  gone: boolean
}

const NAMES = ['Completed', 'StartExecutionTime']
const OLD = ['2024-01-01T00:00:00Z', '2023-05-05T05:05:05.5+02:00', '2022-12-31T23:59:59Z']
const YOUNG = '2099-01-01T00:00:00Z'
const AGENT = new Agent({ keepAlive: true })
/** An engine looks at the form of a signature only. */
const AUTHORIZATION = `AWS4-HMAC-SHA256 Credential=${process.argv[2]}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00`

process.on('disconnect', () => process.exit(0))
process.on('message', (options: WriterOptions) => void write(options))

interface Change {
  readonly key: Attributes
  readonly row: Row
  readonly candidate: boolean
  readonly attributes: Attributes
}

async function write(options: WriterOptions): Promise<void> {
  const { endpoint, table, items, changes, inFlight, batch, seed, isKey = false } = options
  const random = randomOf(seed)
  const rows = Array.from({ length: items }, (): Row => ({ candidate: undefined, attributes: {}, gone: false }))
  const busy = new Set<Row>()
  const report = { changes: 0, kept: 0, foundGone: 0, putBack: 0, wronglyDeleted: 0 }
  const keyOf = (index: number) => ({ WorkerId: { N: String(index) }, StartTime: { S: 'only' } })

  function next(): readonly Change[] {
    const taken: Change[] = []
    for (let draws = 0; draws < batch; draws++) {
      const index = Math.floor(random() * items)
      const row = rows[index]
      if (row === undefined || busy.has(row)) continue
      busy.add(row)
      taken.push({ key: keyOf(index), row, ...draw(random, isKey) })
    }
    return taken
  }

  function note({ row, candidate, attributes }: Change, written: boolean): void {
    busy.delete(row)
    if (!written) {
      if (row.gone || row.candidate === false) report.wronglyDeleted++
      report.foundGone++
      row.gone = true
      return
    }
    if (row.gone) report.putBack++
    report.changes++
    if (!candidate) report.kept++
    Object.assign(row, { candidate, attributes, gone: false })
  }

  async function work(): Promise<void> {
    while (report.changes < changes) {
      const taken = next()
      if (taken.length === 0) await new Promise(setImmediate)
      const written = batch > 1 ? await together(endpoint, table, taken) : await oneByOne(endpoint, table, taken)
      taken.forEach((change, index) => void note(change, written[index] === true))
    }
  }

  await Promise.all(Array.from({ length: inFlight }, work))
  const last = rows.map(({ attributes, ...row }, index) => ({ ...row, item: { ...keyOf(index), ...attributes } }))
  process.send?.({ ...report, last } satisfies WriterReport)
}

/** By PartiQL: whether each was carried out. */
async function together(endpoint: string, table: string, changes: readonly Change[]): Promise<boolean[]> {
  if (changes.length === 0) return []
  const Statements = changes.map(({ key, row, attributes }) => {
    if (row.gone) {
      const item = { ...key, ...attributes }
      const fields = Object.keys(item).map((name) => `'${name}': ?`)
      return { Statement: `INSERT INTO "${table}" VALUE {${fields.join()}}`, Parameters: Object.values(item) }
    }
    const clauses = NAMES.map((name) => (attributes[name] ? `SET "${name}" = ?` : `REMOVE "${name}"`))
    return {
      Statement: `UPDATE "${table}" ${clauses.join(' ')} WHERE "WorkerId" = ? AND "StartTime" = ?`,
      Parameters: [...NAMES.flatMap((name) => attributes[name] ?? []), ...Object.values(key)],
    }
  })
  const { status, text } = await call(endpoint, 'BatchExecuteStatement', { Statements })
  if (status !== 200) throw new Error(`${status} ${text}`)
  const { Responses }: { Responses: readonly { readonly Error?: { readonly Code: string } }[] } = JSON.parse(text)
  return Responses.map(({ Error: error }) => {
    if (error && error.Code !== 'ConditionalCheckFailed' && error.Code !== 'DuplicateItem') throw new Error(text)
    return error === undefined
  })
}

/** By UpdateItem and PutItem. */
async function oneByOne(endpoint: string, table: string, changes: readonly Change[]): Promise<boolean[]> {
  const written: boolean[] = []
  for (const { key, row, attributes } of changes) {
    const { status, text } = row.gone
      ? await call(endpoint, 'PutItem', {
          TableName: table,
          Item: { ...key, ...attributes },
          ConditionExpression: 'attribute_not_exists(WorkerId)',
        })
      : await call(endpoint, 'UpdateItem', { TableName: table, Key: key, ...updateTo(attributes) })
    if (status !== 200 && !text.includes('ConditionalCheckFailedException')) throw new Error(`${status} ${text}`)
    written.push(status === 200)
  }
  return written
}

/** Half of the states are what the rule deletes, half not: each for another reason. */
function draw(random: () => number, isKey: boolean): { candidate: boolean; attributes: Attributes } {
  const old = { S: OLD[Math.floor(random() * OLD.length)] ?? '' }
  const done = random() < 0.5 || isKey ? { N: '1' } : { S: '1' }
  const states = [
    { candidate: true, attributes: { Completed: done, StartExecutionTime: old } },
    { candidate: true, attributes: { Completed: done, StartExecutionTime: old } },
    { candidate: true, attributes: { Completed: done, StartExecutionTime: old } },
    { candidate: true, attributes: { Completed: done, StartExecutionTime: old } },
    { candidate: false, attributes: { Completed: { N: '0' }, StartExecutionTime: old } },
    { candidate: false, attributes: { StartExecutionTime: old } },
    { candidate: false, attributes: { Completed: done, StartExecutionTime: { S: YOUNG } } },
    { candidate: false, attributes: { Completed: done } },
  ]
  return states[Math.floor(random() * states.length)] ?? { candidate: false, attributes: {} }
}

function updateTo(attributes: Attributes): object {
  const set = NAMES.flatMap((name, at) => (attributes[name] ? [`#a${at} = :a${at}`] : []))
  const removed = NAMES.flatMap((name, at) => (attributes[name] ? [] : [`#a${at}`]))
  const values = NAMES.flatMap((name, at) => (attributes[name] ? [[`:a${at}`, attributes[name]]] : []))
  return {
    ConditionExpression: 'attribute_exists(WorkerId)',
    UpdateExpression: [set.length > 0 && `SET ${set.join()}`, removed.length > 0 && `REMOVE ${removed.join()}`]
      .filter(Boolean)
      .join(' '),
    ExpressionAttributeNames: Object.fromEntries(NAMES.map((name, at) => [`#a${at}`, name])),
    ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  }
}

/** Sends one request without the SDK, which would take most of the time. */
function call(endpoint: string, action: string, body: object): Promise<{ status: number; text: string }> {
  const bytes = Buffer.from(JSON.stringify(body))
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': bytes.length,
    'x-amz-target': `DynamoDB_20120810.${action}`,
    'x-amz-date': '20260101T000000Z',
    authorization: AUTHORIZATION,
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(endpoint, { method: 'POST', headers, agent: AGENT }, (answer) => {
      buffer(answer).then((read) => resolve({ status: answer.statusCode ?? 0, text: read.toString() }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(bytes)
  })
}
