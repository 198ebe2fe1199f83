import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { Lambda, type LambdaOptions } from '../../../../cli/sandbox/lambda.ts'

const folders: string[] = []
const lambdas: Lambda[] = []

function lambdaOf(source: string, options: Partial<LambdaOptions> = {}): Lambda {
  const folder = mkdtempSync(join(tmpdir(), 'scavenge-test-'))
  folders.push(folder)
  const bundle = join(folder, 'handler.mjs')
  writeFileSync(bundle, source)
  const lambda = new Lambda({
    bundle,
    functionName: 'stub',
    timeoutMs: 30_000,
    memoryMb: 512,
    environment: async () => ({ PATH: process.env.PATH ?? '', AWS_REGION: 'eu-test-1' }),
    ...options,
  })
  lambdas.push(lambda)
  return lambda
}

/** The error of an invocation, with its Cause read as Step Functions hands it over. */
async function faultOf(lambda: Lambda, event: unknown = {}) {
  const error: unknown = await lambda.invoke(event).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error('expected the invocation to fail')
  return { name: error.name, cause: JSON.parse(error.message) }
}

afterEach(async () => {
  await Promise.all(lambdas.splice(0).map((lambda) => lambda.close()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

describe('an invocation', () => {
  test('gets the event through JSON and the context of Lambda', async () => {
    const lambda = lambdaOf(`export const handler = async (event, context) => ({
      event, name: context.functionName, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
      remaining: context.getRemainingTimeInMillis(), id: typeof context.awsRequestId })`)
    const answer = await lambda.invoke({ when: new Date(0), gone: undefined })
    expect(answer).toMatchObject({
      event: { when: '1970-01-01T00:00:00.000Z' },
      name: 'stub',
      arn: 'arn:aws:lambda:eu-test-1:000000000000:function:stub',
      memory: '512',
      id: 'string',
    })
    const { remaining } = answer as { remaining: number }
    expect(remaining).toBeGreaterThan(0)
    expect(remaining).toBeLessThanOrEqual(30_000)
  })

  test('answers null where the handler returns nothing', async () => {
    expect(await lambdaOf('export const handler = async () => {}').invoke({})).toBeNull()
  })

  test('sees the environment it was given and nothing else', async () => {
    const answer = await lambdaOf('export const handler = async () => Object.keys(process.env)').invoke({})
    expect((answer as string[]).filter((name) => !name.startsWith('NODE_CHANNEL')).sort()).toEqual([
      'AWS_REGION',
      'PATH',
    ])
  })

  test('finds the sandbox warm', async () => {
    const lambda = lambdaOf('let n = 0; export const handler = async () => ++n')
    expect([await lambda.invoke({}), await lambda.invoke({})]).toEqual([1, 2])
  })

  test('finds a new sandbox when its environment changed', async () => {
    const keys = ['first', 'first', 'renewed']
    const environment = async () => ({ PATH: process.env.PATH ?? '', KEY: keys.shift() ?? '' })
    const lambda = lambdaOf('let n = 0; export const handler = async () => [++n, process.env.KEY]', { environment })
    const answers = [await lambda.invoke({}), await lambda.invoke({}), await lambda.invoke({})]
    expect(answers).toEqual([
      [1, 'first'],
      [2, 'first'],
      [1, 'renewed'],
    ])
  })

  test('reports what the engine publishes, and what the handler logs', async () => {
    const seen: unknown[] = []
    const lines: string[] = []
    const lambda = lambdaOf(
      `import { channel } from 'node:diagnostics_channel'
       export const handler = async () => { console.log('a line'); channel('scavenge:progress').publish({ segmentsDone: 3 }) }`,
      { onProgress: (progress) => seen.push(progress), onLog: (line) => lines.push(line) },
    )
    await lambda.invoke({})
    await lambda.close()
    expect(seen).toEqual([{ segmentsDone: 3 }])
    expect(lines).toEqual(['a line'])
  })
})

describe('an error has the type and Cause of Lambda', () => {
  test('thrown by the handler', async () => {
    const lambda = lambdaOf(`class Odd extends Error { name = 'TableNotFound' }
      export const handler = async () => { throw new Odd('no such table') }`)
    const { name, cause } = await faultOf(lambda)
    expect(name).toBe('TableNotFound')
    expect(cause).toMatchObject({ errorType: 'TableNotFound', errorMessage: 'no such table' })
    expect(cause.trace[0]).toContain('no such table')
  })

  test('the timeout kills the process, blocked or waiting', async () => {
    for (const body of ['for (;;) ;', 'await new Promise(() => {})']) {
      const lambda = lambdaOf(`export const handler = async () => { ${body} }`, { timeoutMs: 200 })
      const { name, cause } = await faultOf(lambda)
      expect(name).toBe('Sandbox.Timedout')
      expect(cause.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 0\.20 seconds$/)
    }
  })

  test('an exit in the middle', async () => {
    const { name, cause } = await faultOf(lambdaOf('export const handler = async () => process.exit(3)'))
    expect(name).toBe('Runtime.ExitError')
    expect(cause.errorMessage).toMatch(/Runtime exited with error: exit status 3$/)
  })

  test('a kill from outside', async () => {
    const lambda = lambdaOf('export const handler = async () => process.kill(process.pid, "SIGKILL")')
    const { name, cause } = await faultOf(lambda)
    expect(name).toBe('Runtime.ExitError')
    expect(cause.errorMessage).toMatch(/Runtime exited with error: signal: killed$/)
  })

  test('memory above the limit', async () => {
    const lambda = lambdaOf(
      `import { setTimeout as sleep } from 'node:timers/promises'
       export const handler = async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(8e6, 1)); await sleep(5) } }`,
      { memoryMb: 200 },
    )
    expect((await faultOf(lambda)).name).toBe('Runtime.OutOfMemory')
    expect(lambda.maxMemoryMb).toBeGreaterThan(200)
  })

  test('an unhandled rejection', async () => {
    const lambda = lambdaOf(
      `export const handler = async () => { Promise.reject(new Error('lost')); await new Promise(() => {}) }`,
    )
    const { name, cause } = await faultOf(lambda)
    expect(name).toBe('Runtime.UnhandledPromiseRejection')
    expect(cause.errorMessage).toContain('lost')
  })

  test('a bundle that does not load, or has no handler', async () => {
    expect((await faultOf(lambdaOf('throw new RangeError("at start")'))).name).toBe('RangeError')
    expect((await faultOf(lambdaOf('export const other = 1'))).name).toBe('Runtime.HandlerNotFound')
  })

  test('a result that is no JSON, or larger than 6 MB', async () => {
    expect((await faultOf(lambdaOf('export const handler = async () => 1n'))).name).toBe('Runtime.MarshalError')
    const large = await faultOf(lambdaOf('export const handler = async () => "x".repeat(6_291_555)'))
    expect(large.name).toBe('Function.ResponseSizeTooLarge')
    expect(await lambdaOf('export const handler = async () => "x".repeat(6_291_554)').invoke({})).toHaveLength(
      6_291_554,
    )
  })
})

test('after a death the next invocation starts a new process', async () => {
  const pids: number[] = []
  const lambda = lambdaOf('export const handler = async ({ die }) => (die ? process.exit(1) : process.pid)', {
    onStart: (pid) => pids.push(pid),
  })
  expect((await faultOf(lambda, { die: true })).name).toBe('Runtime.ExitError')
  expect(await lambda.invoke({})).toBe(pids[1])
  expect(pids).toHaveLength(2)
})

test('a process killed between two invocations costs at most one of them', async () => {
  const lambda = lambdaOf('export const handler = async () => process.pid')
  const pid = await lambda.invoke({})
  process.kill(Number(pid), 'SIGKILL')
  const next = await lambda.invoke({}).catch(() => lambda.invoke({}))
  expect(next).not.toBe(pid)
})

test('the highest resident memory is known after the process is gone', async () => {
  const lambda = lambdaOf('export const handler = async () => { Buffer.alloc(64 * 2 ** 20, 1) }')
  await lambda.invoke({})
  await lambda.close()
  expect(lambda.maxMemoryMb).toBeGreaterThan(64)
})
