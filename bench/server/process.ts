/**
 * The synthetic DynamoDB's process: DynamoDB JSON 1.0 at `/`, and beside it `POST /bench/table`, which makes the table
 * anew from a TableConfig, and `GET /bench/stats`. It ends with its parent.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { crc32 } from 'node:zlib'
import { shortestPeriodMs } from '../../functions/scavenge/age/ruleAge.ts'
import { readRuleFile } from '../../functions/scavenge/rule/ruleFile.ts'
import { RULE_FILE } from '../seedRule.ts'
import { Refusal } from './errors.ts'
import { seedKinds } from './kinds.ts'
import { answer } from './operations.ts'
import { SyntheticTable, type TableConfig } from './table.ts'

const EMPTY: TableConfig = { items: 0, partitions: 1, unitsPerPartition: null, latencyMs: 0, spreadMs: 0 }
const KEEP_ALIVE_MS = 600_000

const kinds = seedKinds(Date.now(), shortestPeriodMs(readRuleFile(RULE_FILE).rule.age))
let table = new SyntheticTable(EMPTY, kinds, performance.now())
let chance = 1

process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {}) // the parent decides when this ends

const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () =>
    serve(request, (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? '', response),
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})

function serve({ url, headers }: IncomingMessage, body: string, response: ServerResponse): void {
  if (url === '/bench/stats') reply(response, 200, JSON.stringify(table.stats()))
  else if (url === '/bench/table') {
    table = new SyntheticTable(JSON.parse(body) as TableConfig, kinds, performance.now())
    reply(response, 200, '{}')
  } else {
    const [status, json] = respond(String(headers['x-amz-target']).replace(/^.*\./, ''), body)
    const { latencyMs, spreadMs } = table.config
    if (latencyMs === 0) reply(response, status, json)
    else setTimeout(() => reply(response, status, json), latencyMs - spreadMs + random() * 2 * spreadMs)
  }
}

function respond(operation: string, body: string): [status: number, json: string] {
  try {
    return [200, answer(table, operation, body, performance.now())]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { name, message, details } = error
    return [400, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...details })]
  }
}

function reply(response: ServerResponse, status: number, json: string): void {
  const body = Buffer.from(json)
  response.sendDate = false
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': body.length,
    'x-amz-crc32': crc32(body),
    'x-amzn-requestid': 'BENCH',
  })
  response.end(body)
}

/** From 0 inclusive to 1 exclusive, the same series each time (a linear congruential generator). */
function random(): number {
  chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0
  return chance / 2 ** 32
}
