import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request to DynamoDB. */
export interface Call {
  /** Such as `Scan`. */
  readonly action: string
  readonly body: Record<string, unknown>
}

export interface Answer {
  readonly status: number
  readonly body: string
  /** Bytes of the body that arrive before the connection is cut; the header promises all. */
  readonly cutAfter?: number
}

/** What the proxy does with a call: an answer, or none: the connection is reset, or nothing is ever said. */
export type Treatment = (
  call: Call,
  forward: (body?: object) => Promise<Answer>,
) => Promise<Answer | 'reset' | 'silence'>

export interface EngineProxy {
  readonly endpoint: string
  /** Resolves when no connection is left. */
  close(): Promise<void>
}

/** A proxy in front of an engine, in this process, on a free port of the loopback. */
export async function startProxy(engine: string, treat: Treatment): Promise<EngineProxy> {
  const agent = new Agent({ keepAlive: true })
  const sockets = new Set<Socket>()
  const server = createServer((incoming, outgoing) => {
    // The engine's connections end with the proxy's: a client that still waits for an answer has given up.
    serve(incoming, outgoing, engine, agent, treat).catch(() => outgoing.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // a client that gives up, or a reset of our own
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      agent.destroy()
      await closed
    },
  }
}

/** An error as DynamoDB answers it. */
export function refusal(type: string, more: object = {}, status = 400): Answer {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'a fault of the test', ...more }
  return { status, body: JSON.stringify(body) }
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  engine: string,
  agent: Agent,
  treat: Treatment,
): Promise<void> {
  const text = (await buffer(incoming)).toString()
  const body = JSON.parse(text || '{}') // the command line first asks by a GET whether anything answers
  const call = { action: String(incoming.headers['x-amz-target']).split('.')[1] ?? '', body }
  const forward = (body: object = call.body) => send(engine, agent, incoming.headers, JSON.stringify(body))
  const answer = await treat(call, forward)
  if (answer === 'silence') return
  if (answer === 'reset') {
    outgoing.socket?.resetAndDestroy()
    return
  }
  const bytes = Buffer.from(answer.body)
  const type = 'application/x-amz-json-1.0'
  outgoing.writeHead(answer.status, { 'content-type': type, 'content-length': bytes.length })
  if (answer.cutAfter === undefined) outgoing.end(bytes)
  else outgoing.write(bytes.subarray(0, answer.cutAfter), () => outgoing.socket?.destroy())
}

function send(engine: string, agent: Agent, from: IncomingHttpHeaders, body: string): Promise<Answer> {
  const bytes = Buffer.from(body)
  const { 'transfer-encoding': _, ...headers } = { ...from, 'content-length': String(bytes.length) }
  return new Promise((resolve, reject) => {
    const outgoing = request(engine, { method: 'POST', headers, agent }, (answer) => {
      buffer(answer).then((read) => resolve({ status: answer.statusCode ?? 0, body: read.toString() }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(bytes)
  })
}
