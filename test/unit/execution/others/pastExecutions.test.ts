import { describe, expect, test } from '@jest/globals'
import { deployedExecution } from '../../../../functions/scavenge/execution/deployedExecution.ts'
import { pastExecutions } from '../../../../functions/scavenge/execution/others/pastExecutions.ts'
import { type SfnAnswer, startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'
import { WAITLESS } from '../../../support/stepfunctions/waitless.ts'

const STATE_MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:scavenge'
const arn = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:scavenge:${name}`
const START_MS = Date.parse('2026-11-24T03:00:00Z')
const CODE = 'k7m2q9x4tb'

const complete = (deleted: number, changes: object = {}) => ({
  status: 'complete',
  dryRun: false,
  decided: { code: CODE },
  ledger: { deleted },
  ...changes,
})

/** An execution that succeeded: what its output was, and its input. */
interface Past {
  readonly output: object | string
  readonly input?: object
}

interface Asking {
  readonly most?: number
  readonly withinMs?: number
  /** In place of the answer to the n-th DescribeExecution, from 1. */
  readonly describe?: (call: number) => SfnAnswer | undefined
}

/** Asks for what past executions, newest first, a day apart, tell. */
async function asked(past: readonly Past[], { most = 10, withinMs = 60_000, describe = () => undefined }: Asking = {}) {
  let described = 0
  const answer = (action: string, body: Readonly<Record<string, unknown>>): SfnAnswer => {
    const startDate = (at: number) => START_MS / 1_000 - at * 86_400
    if (action === 'ListExecutions') {
      const from = Number(body.nextToken ?? 0)
      const to = Math.min(past.length, from + Math.min(Number(body.maxResults), 120))
      const executions = past.slice(from, to).map((_, index) => ({
        executionArn: arn(String(from + index)),
        stateMachineArn: STATE_MACHINE,
        name: String(from + index),
        status: 'SUCCEEDED',
        startDate: startDate(from + index),
      }))
      return { ok: { executions, ...(to < past.length && { nextToken: String(to) }) } }
    }
    const at = Number(String(body.executionArn).split(':').at(-1))
    const { output = '', input = {} } = past[at] ?? {}
    const text = typeof output === 'string' ? output : JSON.stringify(output)
    const ok = { executionArn: body.executionArn, status: 'SUCCEEDED', startDate: startDate(at) }
    return describe(++described) ?? { ok: { ...ok, output: text, input: JSON.stringify(input) } }
  }
  await using server = await startStepFunctions(({ action, body }) => answer(action, body))
  const own = deployedExecution(arn('own'))
  if (own === undefined) throw new Error('expected the ARN of a deployed execution')
  const result = await pastExecutions(own, { code: CODE, most, withinMs }, { client: server.client, ...WAITLESS }).then(
    (found) => ({ found, error: undefined }),
    (error: Error) => ({ found: undefined, error }),
  )
  const { requests } = server
  return { ...result, lists: requests.filter(({ action }) => action === 'ListExecutions'), described: () => described }
}

describe('the past executions', () => {
  test('are the complete ones with the same code, newest first, with what each deleted', async () => {
    const { found, lists } = await asked([{ output: complete(7) }, { output: complete(5) }])
    expect(found).toEqual([
      { startMs: START_MS, deleted: 7 },
      { startMs: START_MS - 86_400_000, deleted: 5 },
    ])
    expect(lists[0]?.body).toEqual({ stateMachineArn: STATE_MACHINE, statusFilter: 'SUCCEEDED', maxResults: 200 })
  })

  test.each<[string, Past]>([
    ['dry runs', { output: complete(1, { dryRun: true, ledger: { wouldDelete: 1 } }) }],
    ['estimates', { output: { status: 'estimated', estimate: {} } }],
    ['skipped ones', { output: { status: 'skipped', runningExecution: arn('other') } }],
    ['continued ones', { output: { ...complete(1), status: 'continued' } }],
    ['shards', { output: complete(1), input: { shard: '3/16' } }],
    ['those of another code', { output: complete(1, { decided: { code: 'another0000' } }) }],
    ['those of a release without a code', { output: complete(1, { decided: {} }) }],
    ['those whose output is no JSON', { output: 'none' }],
  ])('are not %s', async (_, past) => {
    const { found } = await asked([past, { output: complete(5) }])
    expect(found).toEqual([{ startMs: START_MS - 86_400_000, deleted: 5 }])
  })

  test('are as many as wanted: the rest is not asked about', async () => {
    const { found, described } = await asked(Array(50).fill({ output: complete(5) }), { most: 3 })
    expect(found).toHaveLength(3)
    expect(described()).toBe(5)
  })

  test('are looked for among the newest 200, page by page', async () => {
    const skipped: Past = { output: { status: 'skipped' } }
    const found200 = await asked([...Array(199).fill(skipped), { output: complete(5) }])
    expect(found200.found).toHaveLength(1)
    expect(found200.lists).toHaveLength(2)
    const beyond = await asked([...Array(200).fill(skipped), { output: complete(5) }])
    expect(beyond.found).toEqual([])
  })

  test('are asked for again while Step Functions throttles', async () => {
    const throttled = { error: 'ThrottlingException' }
    const { found } = await asked([{ output: complete(5) }], {
      describe: (call) => (call < 4 ? throttled : undefined),
    })
    expect(found).toHaveLength(1)
  })

  test('end Begin where they can’t be told, so that it is repeated', async () => {
    const { error } = await asked([{ output: complete(5) }], { describe: () => ({ error: 'ThrottlingException' }) })
    expect(error?.name).toBe('ThrottlingException')
    const { error: late } = await asked([{ output: complete(5) }], { withinMs: 0 })
    expect(late?.message).toMatch(/past executions: expected/)
  })

  test('that are denied end Begin as AccessDenied', async () => {
    const { error } = await asked([{ output: complete(5) }], { describe: () => ({ error: 'AccessDeniedException' }) })
    expect(error).toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('states:DescribeExecution') })
  })
})
