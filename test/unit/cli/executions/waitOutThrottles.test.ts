import { ListStateMachinesCommand } from '@aws-sdk/client-sfn'
import { describe, expect, test } from '@jest/globals'
import { waitOutThrottles } from '../../../../cli/executions/waitOutThrottles.ts'
import { type SfnAnswer, startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'

/** Sends one request, which meets `answers` one after the other, the last of them again and again. */
async function asked(answers: readonly SfnAnswer[]) {
  let at = 0
  await using server = await startStepFunctions(() => answers[Math.min(at++, answers.length - 1)] ?? { silent: true })
  const waits: number[] = []
  waitOutThrottles(server.client, {
    sleep: async (ms) => void waits.push(ms),
    signal: new AbortController().signal,
    random: () => 0,
  })
  const outcome = await server.client.send(new ListStateMachinesCommand({})).catch((error: Error) => error.name)
  return { outcome, waits, requests: server.requests.length }
}

describe('a client that waits throttles out', () => {
  test('sends the request again, each time later, until it is answered', async () => {
    const busy = { error: 'ThrottlingException' }
    const { outcome, waits } = await asked([busy, { error: 'TooManyRequestsException' }, busy, { ok: {} }])
    expect(outcome).toMatchObject({ $metadata: { httpStatusCode: 200 } })
    expect(waits).toEqual([500, 1000, 2000])
  })

  test('gives up after 16 tries, by the throttle’s name', async () => {
    const { outcome, waits, requests } = await asked([{ error: 'ThrottlingException' }])
    expect([outcome, requests]).toEqual(['ThrottlingException', 16])
    expect(Math.max(...waits)).toBe(10_000)
  })

  test('does not repeat what waiting cannot mend', async () => {
    const { outcome, requests } = await asked([{ error: 'AccessDeniedException' }, { ok: {} }])
    expect([outcome, requests]).toEqual(['AccessDeniedException', 1])
  })
})
