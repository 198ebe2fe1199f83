/**
 * In a process of its own: what the server takes of requests that cost their sender next to nothing, written and read
 * as bytes over plain sockets. Arguments: the server's URL, items of its table.
 */
import { connect } from 'node:net'
import { Layout } from './server/layout.ts'

const CONNECTIONS = 32
const BATCH = 25
const PAGE = 1_500
const SECONDS = 2

const [, , url = '', items = '0'] = process.argv
const { hostname, port } = new URL(url)
const layout = new Layout(Number(items))
const END_OF_HEAD = Buffer.from('\r\n\r\n')

const single = Array.from({ length: 2_000 }, (_, position) =>
  request('DeleteItem', `{"TableName":"workers","Key":{${layout.keyJson(position)}}}`),
)
const batches = Array.from({ length: 400 }, (_, batch) => {
  const statements = Array.from({ length: BATCH }, (_, i) => statement((batch * BATCH + i) % layout.items))
  return request('BatchExecuteStatement', `{"Statements":[${statements.join()}],"ReturnConsumedCapacity":"TOTAL"}`)
})
const segments = Math.max(1, Math.floor(layout.items / PAGE))
const pages = Array.from({ length: segments }, (_, segment) =>
  request('Scan', `{"TableName":"workers","Segment":${segment},"TotalSegments":${segments}}`),
)

// Pages first, while the items are there.
const scans = await load(pages)
const deletes = await load(single)
const statements = await load(batches)
console.log(
  JSON.stringify({
    requestsPerSecond: deletes,
    deletesPerSecond: statements * BATCH,
    scannedPerSecond: scans * (layout.items / segments),
  }),
)
process.exit(0)

function statement(position: number): string {
  const { WorkerId, StartTime } = layout.key(position)
  const text = 'DELETE FROM \\"workers\\" WHERE \\"WorkerId\\" = ? AND \\"StartTime\\" = ?'
  return `{"Statement":"${text}","Parameters":${JSON.stringify([WorkerId, StartTime])}}`
}

function request(operation: string, body: string): Buffer {
  const head = [
    'POST / HTTP/1.1',
    `host: ${hostname}`,
    `x-amz-target: DynamoDB_20120810.${operation}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Requests a second, each connection sending the next one when the last was answered. */
async function load(requests: readonly Buffer[]): Promise<number> {
  const startMs = performance.now()
  const endMs = startMs + SECONDS * 1_000
  let answered = 0
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, first) => {
      const socket = connect(Number(port), hostname)
      let next = first
      let left = 0
      const over = Promise.withResolvers<void>()
      const send = () => {
        if (performance.now() < endMs) socket.write(requests[next % requests.length] ?? '')
        else over.resolve()
        next += CONNECTIONS
      }
      socket.on('error', over.reject)
      socket.on('connect', send)
      socket.on('data', (chunk) => {
        if (left > 0) left -= chunk.length
        else {
          const head = chunk.indexOf(END_OF_HEAD)
          const length = /content-length: (\d+)/i.exec(chunk.toString('latin1', 0, head))?.[1]
          left = Number(length) - (chunk.length - head - END_OF_HEAD.length)
        }
        if (left > 0) return
        answered++
        send()
      })
      await over.promise
      socket.destroy()
    }),
  )
  return (answered * 1_000) / (performance.now() - startMs)
}
