import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PythonTool } from './pythonTool.ts'

const PROJECT = resolve(import.meta.dirname, '../../..')
const PROGRAM = join(PROJECT, 'test/python/emulator.py')
const REGION = 'eu-west-1'

/** Waits of a state machine and between its retries last a tenth. */
const WAIT_SCALE = '0.1'

/** An empty emulated account: deploying into it needs no AWS. */
export interface Emulator {
  readonly endpoint: string
  readonly region: string
  /** For a command that is to work in this account, and in no other. */
  readonly env: NodeJS.ProcessEnv
  /** The ids of the processes in which functions run or wait. */
  functionProcesses(): readonly number[]
  close(): Promise<void>
}

/** Starts MiniStack on a free port, roles enforced. Throws what it said where it does not come up. */
export async function startEmulator({ python }: PythonTool): Promise<Emulator> {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'))
  const log = join(folder, 'log')
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}` // not localhost, which makes bucket.localhost
  const path = [join(PROJECT, 'node_modules/.bin'), process.env.PATH].join(delimiter) // functions run on the first node
  const output = openSync(log, 'w')
  const child = spawn(python, [PROGRAM], {
    env: {
      PATH: path,
      HOME: folder,
      TMPDIR: folder,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      AUTH: 'true',
      SFN_WAIT_SCALE: WAIT_SCALE,
    },
    stdio: ['ignore', output, output],
  })
  closeSync(output) // the child has its own
  const exited = once(child, 'exit')
  const kill = () => child.kill('SIGKILL')
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  const abandon = () => {
    kill()
    remove()
  }
  process.once('exit', abandon) // a run that ends early closes nothing
  const close = async () => {
    process.removeListener('exit', abandon)
    child.kill('SIGTERM')
    const late = setTimeout(kill, 5_000)
    await exited
    clearTimeout(late)
    remove()
  }
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null) {
      const said = readFileSync(log, 'utf8')
      await close()
      throw new Error(`expected the emulator to listen, it ended: ${said}`)
    }
    await sleep(100)
  }
  const env = {
    PATH: path,
    HOME: folder,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    SLS_AWS_MONITORING_FREQUENCY: '200', // milliseconds between looks at a deployment
  }
  return { endpoint, region: REGION, env, functionProcesses: () => functionsOf(child.pid), close }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return address.port
}

function functionsOf(emulator: number | undefined): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    return Number(parent) === emulator && args.join(' ').includes('_worker.js') ? [Number(pid)] : []
  })
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`)).ok
  } catch {
    return false // not yet
  }
}
