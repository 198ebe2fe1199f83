import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Stats } from './counters.ts'
import type { TableConfig } from './table.ts'

const PROCESS = fileURLToPath(new URL('./process.ts', import.meta.url))

/** The synthetic DynamoDB in a process of its own, as its parent sees it. */
export interface Server {
  readonly url: string
  /** Makes the table anew; its counts begin at 0. */
  make(config: TableConfig): Promise<void>
  stats(): Promise<Stats>
  close(): Promise<void>
}

export async function startServer(): Promise<Server> {
  const child = fork(PROCESS, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = once(child, 'exit')
  const [message] = await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => Promise.reject(new Error(`expected the server to listen, it ended with ${code}`))),
  ])
  const url = `http://127.0.0.1:${message.port}`
  return {
    url,
    async make(config) {
      await ok(fetch(`${url}/bench/table`, { method: 'POST', body: JSON.stringify(config) }))
    },
    async stats() {
      const answer = await ok(fetch(`${url}/bench/stats`))
      return (await answer.json()) as Stats
    },
    async close() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function ok(request: Promise<Response>): Promise<Response> {
  const answer = await request
  if (!answer.ok) throw new Error(`expected status 200 from the server's side path, found ${answer.status}`)
  return answer
}
