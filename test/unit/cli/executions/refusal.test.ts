import { describe, expect, test } from '@jest/globals'
import { isLostConnection, refusal } from '../../../../cli/executions/refusal.ts'
import { chosenStateMachines } from '../../../../cli/executions/stateMachines.ts'
import { type SfnAnswer, startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'

const ASKED = { endpoint: 'the endpoint', profile: undefined }

/** What the client throws where Step Functions answers so. */
async function thrown(answer: Parameters<typeof startStepFunctions>[0]): Promise<unknown> {
  await using server = await startStepFunctions(answer)
  return await chosenStateMachines(server.client, {}).catch((error: unknown) => error)
}

describe('a refusal of AWS is a failure of one line', () => {
  test.each([
    ['ExpiredToken', 'it is expired.', 'CredentialsExpired', /^it is expired: sign in/],
    ['UnrecognizedClientException', 'it is invalid.', 'CredentialsRefused', /^it is invalid: sign in/],
    ['InvalidSignatureException', 'wrong secret', 'CredentialsRefused', /^wrong secret: sign in/],
    ['AccessDeniedException', 'no states:ListStateMachines', 'AccessDenied', /^no states:ListStateMachines$/],
    ['KmsAccessDeniedException', 'no key\nfor you', 'KmsAccessDeniedException', /^no key for you$/],
  ])('%s', async (error, message, name, line) => {
    const raw = await thrown(() => ({ error, message }))
    expect(isLostConnection(raw)).toBe(false)
    expect(refusal(raw, ASKED)).toMatchObject({ name, message: expect.stringMatching(line) })
  })

  test('a fault of ours is none', () => {
    expect(refusal(new TypeError('x is not a function'), ASKED)).toBeUndefined()
    expect(isLostConnection(new TypeError('x is not a function'))).toBe(false)
  })
})

test.each<[string, SfnAnswer]>([
  ['a throttled request', { error: 'ThrottlingException' }],
  ['a page of something else', { page: '<html>' }],
])('%s is a connection to be waited for', async (_, answer) => {
  expect(isLostConnection(await thrown(() => answer))).toBe(true)
})
