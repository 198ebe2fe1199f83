import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const PROCESS = fileURLToPath(new URL('./dynaliteProcess.ts', import.meta.url))

export interface Engine {
  readonly endpoint: string
  /** Ends the engine, whose tables are lost; resolves when its process is gone. */
  close(): Promise<void>
}

/** Starts an empty DynamoDB in a process of its own, on a free port of the loopback interface. */
export async function startEngine(): Promise<Engine> {
  const child = fork(PROCESS, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const exited = once(child, 'exit')
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000)
  })
  const listening = once(child, 'message').then(([message]: { port: number }[]) => message?.port)
  const died = exited.then(([code]) => {
    throw new Error(`expected the embedded engine to listen, it ended with ${code}: ${complaint}`)
  })
  const port = await Promise.race([listening, died])
  died.catch(() => {}) // from here on its end is either wanted or shows as refused connections
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
