import { describe, expect, test } from '@jest/globals'
import { chosenStateMachines } from '../../../cli/executions/stateMachines.ts'
import { isLostConnection, refusal } from '../../../cli/executions/trouble.ts'
import { DeployedStage } from '../../support/stepfunctions/deployedStage.ts'
import { type SfnAnswer, startStepFunctions } from '../../support/stepfunctions/stepFunctionsServer.ts'

const ASKED = { endpoint: 'the endpoint', profile: undefined }

/** What is thrown where Step Functions answers so, to a question for a stage and a rule. */
async function thrown(answer: Parameters<typeof startStepFunctions>[0], choice = {}): Promise<unknown> {
  await using server = await startStepFunctions(answer)
  return await chosenStateMachines(server.client, choice).catch((error: unknown) => error)
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

describe('a stage or rule that isn’t there', () => {
  const stage = new DeployedStage('dynamodb-scavenger-dev-workers', 'dynamodb-scavenger-prod-workers', 'another')
  const answer = (request: Parameters<typeof stage.answer>[0]) => stage.answer(request)

  test.each([
    [{ stage: 'test', rule: 'workers' }, 'StageNotFound', /^expected the stage "test" in us-east-1, found dev, prod: /],
    [
      { stage: 'dev', rule: 'work' },
      'RuleNotFound',
      /^expected the rule "work" in the stage "dev" in us-east-1, found dynamodb-scavenger-dev-workers: /,
    ],
    [
      { rule: 'logs' },
      'RuleNotFound',
      /^expected the rule "logs" in us-east-1, found dynamodb-scavenger-dev-workers, dynamodb-scavenger-prod-workers: /,
    ],
  ])('%j is answered with what there is', async (choice, name, line) => {
    expect(await thrown(answer, choice)).toMatchObject({ name, message: expect.stringMatching(line) })
  })
})
