import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
} from '../../../functions/scavenge/sdk/stepFunctionsStandIn.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { CREDENTIALS, REGION } from '../../support/engines/tables.ts'
import {
  type SfnAnswer,
  type StepFunctionsServer,
  startStepFunctions,
} from '../../support/stepfunctions/stepFunctionsServer.ts'

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:one'

describe('the stand-in for the SDK’s client of Step Functions', () => {
  let answer: SfnAnswer
  let server: StepFunctionsServer
  const before = process.env.AWS_ENDPOINT_URL_SFN
  const client = new SFNClient({ region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })

  beforeAll(async () => {
    server = await startStepFunctions(() => answer)
    process.env.AWS_ENDPOINT_URL_SFN = server.endpoint
  })
  afterAll(async () => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL_SFN
    else process.env.AWS_ENDPOINT_URL_SFN = before
    await server[Symbol.asyncDispose]()
  })

  test('sends what the SDK sends, signed for Step Functions', async () => {
    answer = { ok: {} }
    const inputs = [{ executionArn: ARN }, { executionArn: ARN, reverseOrder: true }, { statusFilter: 'RUNNING' }]
    const [describeIt, history, list] = inputs
    const commands = [
      new DescribeExecutionCommand(Object(describeIt)),
      new GetExecutionHistoryCommand(Object(history)),
      new ListExecutionsCommand(Object(list)),
    ]
    for (const command of commands) await client.send(command, { abortSignal: NEVER })
    const actions = ['DescribeExecution', 'GetExecutionHistory', 'ListExecutions']
    expect(server.requests).toEqual(actions.map((action, at) => ({ action, body: inputs[at] })))
    for (const scope of server.scopes) expect(scope).toMatch(new RegExp(`/\\d{8}/${REGION}/states/aws4_request$`))
  })

  test('answers what the SDK answers of the members that are read', async () => {
    const [startDate, stopDate] = [1_764_000_000.123, 1_764_000_060]
    const ok = { executionArn: ARN, status: 'FAILED', startDate, stopDate, input: '{"startDate":7}' }
    answer = { ok }
    const command = new DescribeExecutionCommand({ executionArn: ARN })
    const own = await client.send(command, { abortSignal: NEVER })
    const sdk = await import('@aws-sdk/client-sfn')
    const { $metadata: _, ...theirs } = await server.client.send(
      new sdk.DescribeExecutionCommand({ executionArn: ARN }),
    )
    expect(own).toEqual(theirs)
    expect(own).toMatchObject({ startDate: new Date(1_764_000_000_123), input: '{"startDate":7}' })
  })

  test('fails by the service’s own name for an error, also where the answer is none of the service', async () => {
    const fails = () => client.send(new ListExecutionsCommand({}), { abortSignal: NEVER })
    answer = { error: 'com.amazonaws.sfn#ExecutionDoesNotExist', message: 'none of that name' }
    await expect(fails()).rejects.toMatchObject({ name: 'ExecutionDoesNotExist', message: 'none of that name' })
    answer = { error: 'ThrottlingException' }
    await expect(fails()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } })
    answer = { page: '<html>' }
    await expect(fails()).rejects.toMatchObject({
      name: 'SyntaxError',
      message: 'states:ListExecutions: expected an answer in JSON, found 6 other characters', // nothing of the text
    })
    answer = { broken: true }
    await expect(fails()).rejects.toThrow()
  })

  test('gives a request up when it is told to', async () => {
    answer = { silent: true }
    const given = new AbortController()
    const asked = client.send(new ListExecutionsCommand({}), { abortSignal: given.signal })
    given.abort()
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('the host is that of the Region, in its partition', async () => {
  const endpoints = [process.env.AWS_ENDPOINT_URL_SFN, process.env.AWS_ENDPOINT_URL]
  expect(endpoints).toEqual([undefined, undefined])
  const hosts: string[] = []
  for (const region of ['eu-west-1', 'cn-north-1', 'us-gov-west-1']) {
    const requestHandler = {
      handle: async ({ hostname }: { readonly hostname: string }) => {
        hosts.push(hostname)
        throw new Error('not sent')
      },
    }
    const client = new SFNClient({ region, credentials: CREDENTIALS, requestHandler: Object(requestHandler) })
    await expect(client.send(new ListExecutionsCommand({}), { abortSignal: NEVER })).rejects.toThrow('not sent')
  }
  expect(hosts).toEqual([
    'states.eu-west-1.amazonaws.com',
    'states.cn-north-1.amazonaws.com.cn',
    'states.us-gov-west-1.amazonaws.com',
  ])
})
