import { connect } from 'node:net'
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { LocalStepFunctions } from '../../../../cli/sandbox/localStepFunctions.ts'
import { lastAnswer } from '../../../../functions/scavenge/execution/lastAnswer.ts'
import { CREDENTIALS, REGION } from '../../../support/engines/tables.ts'
import { WAITLESS } from '../../../support/stepfunctions/waitless.ts'

const ARN = 'arn:aws:states:local:000000000000:execution:jobs:one'
const OTHER = `${ARN}-shard-1-of-2`

async function kept() {
  const local = await LocalStepFunctions.start()
  const client = new SFNClient({ endpoint: local.endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
  const described = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }))
  return { local, client, described }
}

test('an execution that runs, succeeded or failed is described as Step Functions does', async () => {
  const { local, described } = await kept()
  await using _ = local
  local.began(ARN, { shards: 2 })
  await expect(described(ARN)).resolves.toMatchObject({ status: 'RUNNING', input: '{"shards":2}' })
  local.ended(ARN, { status: 'SUCCEEDED', output: { status: 'complete' } })
  const { startDate, stopDate, ...succeeded } = await described(ARN)
  expect(succeeded).toMatchObject({ status: 'SUCCEEDED', output: '{"status":"complete"}' })
  expect(stopDate?.getTime()).toBeGreaterThanOrEqual(startDate?.getTime() ?? Number.POSITIVE_INFINITY)
  local.began(OTHER, {})
  local.ended(OTHER, { status: 'FAILED', error: 'NoProgress', cause: 'a sentence' })
  await expect(described(OTHER)).resolves.toMatchObject({ status: 'FAILED', error: 'NoProgress', cause: 'a sentence' })
})

test('an execution that is not kept does not exist', async () => {
  const { local, described } = await kept()
  await using _ = local
  await expect(described(ARN)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
})

test('a history tells the function what it last answered', async () => {
  const { local, client } = await kept()
  await using _ = local
  const found = (ended = false) => lastAnswer({ arn: ARN, ended }, { client, ...WAITLESS })
  local.began(ARN, { continuationToken: 'given' })
  await expect(found()).resolves.toEqual({ status: 'start', token: 'given' })
  const answer = { status: 'continue', continuationToken: 'newest', ledger: { deleted: 5 } }
  local.answered(ARN, { ...answer, continuationToken: 'older' })
  local.answered(ARN, answer)
  await expect(found()).resolves.toEqual({ status: 'continue', token: 'newest', ledger: { deleted: 5 } })
  local.ended(ARN, { status: 'FAILED', error: 'NoProgress', cause: 'a sentence' })
  await expect(found(true)).resolves.toMatchObject({ token: 'newest' })
})

test('another request is refused by name', async () => {
  const { local, client } = await kept()
  await using _ = local
  local.began(ARN, {})
  const history = new GetExecutionHistoryCommand({ executionArn: OTHER })
  await expect(client.send(history)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
})

test('a request that breaks off in the middle, as that of a killed pass, leaves the others answered', async () => {
  const { local, described } = await kept()
  await using _ = local
  local.began(ARN, {})
  const rejections: unknown[] = []
  const reject = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', reject)
  const { hostname, port } = new URL(local.endpoint)
  const socket = connect(Number(port), hostname).resume()
  socket.end('POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{"executionArn":')
  await new Promise((resolve) => socket.on('close', resolve))
  await expect(described(ARN)).resolves.toMatchObject({ status: 'RUNNING' })
  process.off('unhandledRejection', reject)
  expect(rejections).toEqual([])
})
