import { once } from 'node:events'
import { createServer } from 'node:http'
import { SHARED_AT, type SharedPart } from './shared.ts'

/** How each part starts, with its end in `ending`, and what a test is told of it. Imports wait for the first that asks. */
const START: Readonly<Record<SharedPart, (ending: AsyncDisposableStack) => Promise<string>>> = {
  async 'dynamodb-local'(ending) {
    const { startDynamoDBLocal } = await import('../engines/dynamodbLocal.ts')
    return ending.adopt(await startDynamoDBLocal(), (engine) => engine.close()).endpoint
  },
  async bundle(ending) {
    const { buildBundle } = await import('../../../cli/sandbox/bundle.ts')
    return ending.use(await buildBundle()).path
  },
}

/**
 * Offers the parts to every test file of this run, in whichever process it runs. A part starts when a test first asks for
 * it, so a run of one unit test starts none. Ends them all when it is disposed of.
 */
export async function shareParts(): Promise<AsyncDisposable> {
  const ending = new AsyncDisposableStack()
  const started = new Map<string, Promise<string>>()
  const partAt = (path: string): Promise<string> => {
    const known = started.get(path)
    if (known !== undefined) return known
    const start = Object.entries(START).find(([part]) => path === `/${part}`)?.[1]
    const starting = start === undefined ? Promise.reject(new Error(`no such part: ${path}`)) : start(ending)
    started.set(path, starting)
    return starting
  }
  const server = createServer((request, response) => {
    partAt(request.url ?? '').then(
      (part) => response.end(part),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ending.defer(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  process.env[SHARED_AT] = `http://127.0.0.1:${Object(server.address()).port}`
  return ending
}
