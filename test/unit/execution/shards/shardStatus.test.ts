import { describe, expect, test } from '@jest/globals'
import { PARENT_ABORTED, shardStatus } from '../../../../functions/scavenge/execution/shards/shardStatus.ts'
import { NEVER } from '../../../../functions/scavenge/waiting/never.ts'
import { startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'

const START_MS = 1_764_000_000_000
const SHARD = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one-shard-1-of-2'
const PARENT = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one'

async function statusWhere(own: string, parent: object, parentArn: string | undefined = PARENT) {
  await using server = await startStepFunctions(({ body }) => {
    return { ok: body.executionArn === SHARD ? { status: own } : parent }
  })
  const watched = { arn: SHARD, startMs: START_MS, parent: parentArn }
  return { status: await shardStatus(server.client, watched, NEVER), asked: server.requests.length }
}

const stopDate = START_MS / 1_000 + 60

test('a shard whose parent was stopped since it started is to end', async () => {
  const { status } = await statusWhere('RUNNING', { status: 'ABORTED', stopDate })
  expect(status).toBe(PARENT_ABORTED)
})

test.each([
  ['runs', { status: 'RUNNING' }],
  ['failed', { status: 'FAILED', stopDate }],
  ['was stopped before the shard started by itself', { status: 'ABORTED', stopDate: START_MS / 1_000 - 1 }],
])('a shard whose parent %s goes on', async (_, parent) => {
  await expect(statusWhere('RUNNING', parent)).resolves.toMatchObject({ status: 'RUNNING' })
})

test('a shard that was redriven after its parent was stopped goes on', async () => {
  const redriveDate = START_MS / 1_000 + 90
  await using server = await startStepFunctions(({ body }) => {
    return { ok: body.executionArn === SHARD ? { status: 'RUNNING', redriveDate } : { status: 'ABORTED', stopDate } }
  })
  const watched = { arn: SHARD, startMs: START_MS, parent: PARENT }
  await expect(shardStatus(server.client, watched, NEVER)).resolves.toBe('RUNNING')
})

test('a shard that has ended itself, or has no parent, asks about none', async () => {
  const stopped = { status: 'ABORTED', stopDate }
  await expect(statusWhere('ABORTED', stopped)).resolves.toEqual({ status: 'ABORTED', asked: 1 })
  await using server = await startStepFunctions(() => ({ ok: { status: 'RUNNING' } }))
  const watched = { arn: SHARD, startMs: START_MS, parent: undefined }
  await expect(shardStatus(server.client, watched, NEVER)).resolves.toBe('RUNNING')
  expect(server.requests).toHaveLength(1)
})

describe('the status of an execution', () => {
  const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one'
  const ALONE = { arn: ARN, startMs: START_MS, parent: undefined }

  test('is asked for without input and output', async () => {
    await using server = await startStepFunctions(() => ({ ok: { executionArn: ARN, status: 'ABORTED' } }))
    expect(await shardStatus(server.client, ALONE, new AbortController().signal)).toBe('ABORTED')
    expect(server.requests).toEqual([
      { action: 'DescribeExecution', body: { executionArn: ARN, includedData: 'METADATA_ONLY' } },
    ])
  })

  test('that the answer does not hold is an error and no end', async () => {
    await using server = await startStepFunctions(() => ({ ok: {} }))
    await expect(shardStatus(server.client, ALONE, new AbortController().signal)).rejects.toThrow('expected a status')
  })

  test('is no longer waited for once it is given up', async () => {
    await using server = await startStepFunctions(() => ({ silent: true }))
    const givenUp = new AbortController()
    const asked = shardStatus(server.client, ALONE, givenUp.signal)
    while (server.requests.length === 0) await new Promise(setImmediate)
    givenUp.abort()
    await expect(asked).rejects.toThrow()
    while (server.abandoned === 0) await new Promise(setImmediate)
  })
})
