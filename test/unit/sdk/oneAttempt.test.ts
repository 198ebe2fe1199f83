import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, test } from '@jest/globals'
import { getRetryPlugin, resolveRetryConfig } from '../../../functions/scavenge/sdk/oneAttempt.ts'
import { CREDENTIALS, REGION } from '../../support/engines/tables.ts'
import { type SfnAnswer, startStepFunctions } from '../../support/stepfunctions/stepFunctionsServer.ts'

const LIST = new ListExecutionsCommand({ stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:any' })

/** Sends one request by a client whose retries were taken out and, where `standIn` says so, have the stand-in. */
async function send(answer: SfnAnswer, { standIn }: { readonly standIn: boolean }) {
  await using server = await startStepFunctions(() => answer)
  const { endpoint } = server
  const client = new SFNClient({ endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 3 })
  client.middlewareStack.remove('retryMiddleware')
  if (standIn) client.middlewareStack.use(getRetryPlugin())
  const [outcome] = await Promise.allSettled([(async () => client.send(LIST))()])
  client.destroy()
  return { outcome, requests: server.requests.length }
}

describe('the stand-in for the SDK’s retries', () => {
  test('lets a signed request through', async () => {
    const { outcome } = await send({ ok: { executions: [] } }, { standIn: true })
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { executions: [] } })
  })

  test('sends a request that failed once, and hands its error on with the status of the answer', async () => {
    const { outcome, requests } = await send({ error: 'ThrottlingException' }, { standIn: true })
    const reason = { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }
    expect(outcome).toMatchObject({ status: 'rejected', reason })
    expect(requests).toBe(1)
  })

  test('is needed: without a middleware of its name the SDK does not know where to sign', async () => {
    const { outcome, requests } = await send({ ok: { executions: [] } }, { standIn: false })
    const message = expect.stringContaining('retryMiddleware is not found')
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message } })
    expect(requests).toBe(0)
  })

  test('takes a client of one attempt, and refuses one that expects more', () => {
    const config = { maxAttempts: 1 }
    expect(resolveRetryConfig(config)).toBe(config)
    expect(() => resolveRetryConfig({ maxAttempts: 3 })).toThrow('maxAttempts: expected 1, found 3')
    expect(() => resolveRetryConfig({})).toThrow('maxAttempts: expected 1, found undefined')
  })
})
