import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../../../cli/engine/engine.ts'

const PROCESS = fileURLToPath(new URL('./dynamodbLocalProcess.ts', import.meta.url))
const JAVA = 17

/** Why DynamoDB Local can't run on this machine, or undefined. */
export function dynamoDBLocalMissing(): string | undefined {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const found = /version "(\d+)/.exec(stderr ?? '')?.[1]
  if (Number(found) >= JAVA) return undefined
  return `DynamoDB Local needs Java ${JAVA} or later, found ${found === undefined ? 'none' : `Java ${found}`}`
}

/** Starts an empty DynamoDB Local on a free port. Throws where Java is missing. */
export async function startDynamoDBLocal(): Promise<Engine> {
  const missing = dynamoDBLocalMissing()
  if (missing !== undefined) throw new Error(missing)
  const child = fork(PROCESS, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const exited = once(child, 'exit')
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000)
  })
  const listening = once(child, 'message').then(([message]: { port: number }[]) => message?.port)
  const died = exited.then(([code]) => {
    throw new Error(`expected DynamoDB Local to listen, it ended with ${code}: ${complaint}`)
  })
  const port = await Promise.race([listening, died])
  died.catch(() => {}) // from here on its end is wanted, or shows as refused connections
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
