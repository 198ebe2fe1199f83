import { describe, expect, test } from '@jest/globals'
import { deployedExecution } from '../../../../functions/scavenge/execution/deployedExecution.ts'
import { earlierExecution } from '../../../../functions/scavenge/execution/others/earlierExecution.ts'
import { type SfnAnswer, startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'
import { WAITLESS } from '../../../support/stepfunctions/waitless.ts'

const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:scavenge'
const START_MS = Date.parse('2026-11-24T03:00:00.123Z')
const at = (ms: number) => (START_MS + ms) / 1_000
const arn = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:scavenge:${name}`
const listed = (name: string, ms: number) => ({
  executionArn: arn(name),
  stateMachineArn: STATE_MACHINE,
  name,
  status: 'RUNNING',
  startDate: at(ms),
})

/** Lets what is under way go on. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

async function runOnce(ready: () => boolean, run: () => void): Promise<void> {
  while (!ready()) await turn()
  run()
}

/** What the executions were started with, by name, and what else is known of them; each runs with `{}` unless told. */
type Described = Readonly<Record<string, SfnAnswer | string>>

/** `answers` are those of ListExecutions. */
async function whoseTurn(
  name: string,
  answers: readonly SfnAnswer[],
  { dryRun = false, described = {} }: { readonly dryRun?: boolean; readonly described?: Described } = {},
) {
  let listed = 0
  const describe = (executionArn: unknown): SfnAnswer => {
    const answer = described[String(executionArn).split(':').at(-1) ?? ''] ?? '{}'
    return typeof answer === 'string' ? { ok: { executionArn, status: 'RUNNING', input: answer } } : answer
  }
  await using server = await startStepFunctions(({ action, body }) =>
    action === 'DescribeExecution' ? describe(body.executionArn) : (answers[listed++] ?? { ok: { executions: [] } }),
  )
  const own = deployedExecution(arn(name))
  if (own === undefined) throw new Error('expected the ARN of a deployed execution')
  const context = { client: server.client, ...WAITLESS, dryRun }
  const result = await earlierExecution(own, START_MS, context).then(
    (found) => ({ found, error: undefined }),
    (error: Error) => ({ found: undefined, error }),
  )
  const asked = (wanted: string) => server.requests.filter(({ action }) => action === wanted)
  return { ...result, requests: asked('ListExecutions'), looks: asked('DescribeExecution') }
}

const page = (executions: readonly object[], nextToken?: string) => ({ ok: { executions, nextToken } })

test('a dry run beside parents of many shards looks at the parents alone, and at shards whose parent is not listed', async () => {
  const parents = ['p', 'q'].flatMap((parent) => {
    const shards = Array.from({ length: 40 }, (_, k) => listed(`${parent}-shard-${k + 1}-of-40-r2`, -1))
    return [listed(parent, -2), ...shards]
  })
  const alone = [...parents, listed('gone-shard-1-of-2', -3), listed('own', 0)]
  const { found, looks } = await whoseTurn('own', [page(alone)], { dryRun: true })
  expect(found).toBeUndefined()
  expect(looks.map(({ body }) => body.executionArn)).toEqual([arn('gone-shard-1-of-2'), arn('p'), arn('q')])
})

describe('an execution yields', () => {
  test('to nobody when it runs alone, and asks for the running ones of its own state machine', async () => {
    const { found, requests } = await whoseTurn('b', [page([listed('b', 0)])])
    expect(found).toBeUndefined()
    expect(requests).toEqual([
      {
        action: 'ListExecutions',
        body: { stateMachineArn: STATE_MACHINE, statusFilter: 'RUNNING', maxResults: 1_000 },
      },
    ])
  })

  test('to the first of those that started before it, on whatever page it is listed', async () => {
    const pages = [page([listed('y', -1), listed('b', 0)], 'more'), page([listed('z', -2), listed('x', -1)])]
    const { found, requests } = await whoseTurn('b', pages)
    expect(found).toBe(arn('z'))
    expect(requests[1]?.body).toMatchObject({ nextToken: 'more', statusFilter: 'RUNNING' })
  })

  test('to none that started after it', async () => {
    expect((await whoseTurn('b', [page([listed('a', 1), listed('b', 0)])])).found).toBeUndefined()
  })

  test.each([
    [0, 0, 0],
    [0, 1, 400],
  ])('so that of several that see each other exactly one runs, started at %d, %d and %d ms', async (...starts) => {
    const names = ['c', 'a', 'b']
    const executions = names.map((name, index) => listed(name, starts[index] ?? 0))
    const turns = await Promise.all(names.map((name) => whoseTurn(name, [page(executions)])))
    expect(turns.filter(({ found }) => found === undefined)).toHaveLength(1)
    expect(new Set(turns.flatMap(({ found }) => found ?? [])).size).toBe(1)
  })

  test('by the times of the list alone where it is listed, should they be less exact than its own', async () => {
    // In whole seconds both started at once: whoever compared the list with its own milliseconds would yield to both.
    const whole = (name: string) => ({ ...listed(name, 0), startDate: Math.floor(at(0)) })
    const both = [page([whole('a'), whole('b')])]
    expect((await whoseTurn('a', both)).found).toBeUndefined()
    expect((await whoseTurn('b', both)).found).toBe(arn('a'))
  })

  test('by its own start where it is not listed yet', async () => {
    expect((await whoseTurn('b', [page([listed('c', -1)])])).found).toBe(arn('c'))
    expect((await whoseTurn('b', [page([listed('a', 1)])])).found).toBeUndefined()
  })
})

describe('the place of an execution', () => {
  const earlier = [page([listed('b', 0), listed('a', -1), listed('z', -3), listed('y', -2)])]
  const DRY = '{"dryRun":true}'

  test('is not held by a dry run, nor that of a dry run by one that deletes; the oldest that holds it is named', async () => {
    const described = { z: DRY, y: '{"dryRun":false}', a: '{}' }
    expect((await whoseTurn('b', earlier, { described })).found).toBe(arn('y'))
    expect((await whoseTurn('b', earlier, { described, dryRun: true })).found).toBe(arn('z'))
    const dry = { z: DRY, y: DRY, a: DRY }
    expect((await whoseTurn('b', earlier, { described: dry })).found).toBeUndefined()
  })

  test('is looked for from the oldest on, and no further than the first that holds it', async () => {
    const { looks } = await whoseTurn('b', earlier, { described: { z: DRY } })
    expect(looks.map(({ body }) => body.executionArn)).toEqual([arn('z'), arn('y')])
  })

  test('is not held by one that has ended since it was listed, nor by one that only estimates', async () => {
    const ended = { ok: { status: 'SUCCEEDED', input: '{}' } }
    const described = { z: ended, y: '{"estimate":true}', a: '{}' }
    expect((await whoseTurn('b', earlier, { described })).found).toBe(arn('a'))
  })

  test.each<[string, SfnAnswer | string]>([
    ['is no JSON', '{'],
    ['is no map', '[{"dryRun":true}]'],
    ['is left out', { ok: { status: 'RUNNING' } }],
    ['may not be read', { error: 'AccessDeniedException' }],
    ['can not be read for throttles', { error: 'ThrottlingException' }],
  ])('is held by one whose input %s', async (_, answer) => {
    for (const dryRun of [true, false]) {
      expect((await whoseTurn('b', earlier, { dryRun, described: { z: answer } })).found).toBe(arn('z'))
    }
  })

  test('is looked for among 50, the next one counts as holding it', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `e${String(index).padStart(2, '0')}`)
    const described = Object.fromEntries(names.map((name) => [name, DRY]))
    const many = page(names.map((name, index) => listed(name, index - 100)))
    const { found, looks } = await whoseTurn('b', [many], { described })
    expect(found).toBe(arn('e50'))
    expect(looks).toHaveLength(50)
  })
})

describe('asking fails', () => {
  test('by the name of the action where the role may not ask, at its third denial', async () => {
    const denied = { error: 'AccessDeniedException', message: 'not authorized' }
    const { error, requests } = await whoseTurn('b', [denied, denied, denied])
    expect(error?.name).toBe('AccessDenied')
    expect(error?.message).toMatch(/^states:ListExecutions on .*:stateMachine:scavenge: .*not authorized.*redrive$/)
    expect(requests).toHaveLength(3)
  })

  test('not for a denial that is over soon, nor for a signature that expired in a frozen function', async () => {
    const expired = { error: 'InvalidSignatureException', message: 'Signature expired: 20261126T101500Z' }
    const { found } = await whoseTurn('b', [{ error: 'AccessDeniedException' }, expired, page([listed('a', -1)])])
    expect(found).toBe(arn('a'))
  })

  test('at once for a wrong signature, without its text, which may hold the request', async () => {
    const wrong = { error: 'InvalidSignatureException', message: 'does not match. The Canonical String was secret' }
    const { error, requests } = await whoseTurn('b', [wrong])
    expect(error?.message).toContain('found InvalidSignatureException; grant')
    expect(error).not.toHaveProperty('cause')
    expect(requests).toHaveLength(1)
  })

  test('not for a few throttles', async () => {
    const throttled = { error: 'ThrottlingException' }
    const { found, requests } = await whoseTurn('b', [throttled, throttled, page([listed('a', -1)])])
    expect(found).toBe(arn('a'))
    expect(requests).toHaveLength(3)
  })

  test('not for an answer that never comes, which is given up and asked for again', async () => {
    let asked = 0
    await using server = await startStepFunctions(({ action }) => {
      if (action === 'DescribeExecution') return { ok: { status: 'RUNNING', input: '{}' } }
      return asked++ === 0 ? { silent: true } : page([listed('a', -1), listed('b', 0)])
    })
    const own = deployedExecution(arn('b'))
    if (own === undefined) throw new Error('expected the ARN of a deployed execution')
    let slept = 0
    let sent = 0
    const hasty = {
      ...WAITLESS.clock,
      monotonicMs: () => slept * 1_000,
      /** The first request's time is over once it is there. */
      after(_: number, run: () => void) {
        if (++sent === 1) void runOnce(() => asked > 0, run)
        return () => undefined
      },
      async sleep() {
        slept++
      },
    }
    const context = { client: server.client, ...WAITLESS, clock: hasty }
    expect(await earlierExecution(own, START_MS, context)).toBe(arn('a'))
    while (server.abandoned === 0) await turn()
  })

  test('by the last error after five tries, for the state machine to repeat', async () => {
    const { error, requests } = await whoseTurn('b', Array(9).fill({ error: 'ThrottlingException' }))
    expect(error?.name).toBe('ThrottlingException')
    expect(requests).toHaveLength(5)
  })
})
