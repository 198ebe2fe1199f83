import { expect, test } from '@jest/globals'
import { tokenBegunWith } from '../../../../cli/executions/beginning.ts'
import { DeployedStage } from '../../../support/stepfunctions/deployedStage.ts'
import { answered, roundOf } from '../../../support/stepfunctions/stagedAnswers.ts'
import { startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'
const INPUT = { continueFrom: 'before' }

async function begunWith(happen: (stage: DeployedStage, arn: string) => void, input: object = INPUT) {
  const stage = new DeployedStage(MACHINE)
  const arn = stage.execution(MACHINE, 'a', input)
  happen(stage, arn)
  await using server = await startStepFunctions(stage.answer)
  return { token: await tokenBegunWith(server.client, arn, input), requests: server.requests.length }
}

test('an execution began with the token that Begin found, also after many passes', async () => {
  const begun = await begunWith((stage, arn) => {
    stage.begins(arn, { continuationToken: 'found' })
    for (let pass = 1; pass < 30; pass++) stage.pass(arn, answered(pass))
  })
  expect(begun).toEqual({ token: 'found', requests: 1 })
})

test('a parent began without a token, which its first round tells, however long its history is', async () => {
  const begun = await begunWith((stage, arn) => {
    stage.begins(arn, { status: 'shards', round: roundOf({ '1/2': 'a-1', '2/2': 'a-2' }) })
    for (let event = 0; event < 100; event++) stage.happens(arn, 'TaskScheduled')
  })
  expect(begun).toEqual({ token: undefined, requests: 1 })
})

test('nothing is asked where the input has the token, or continues nothing', async () => {
  const given = await begunWith(() => undefined, { continuationToken: 'given' })
  expect(given).toEqual({ token: 'given', requests: 0 })
  expect(await begunWith(() => undefined, {})).toEqual({ token: undefined, requests: 0 })
})

test('a token stays unknown until Begin has answered', async () => {
  expect((await begunWith((stage, arn) => stage.passStarts(arn))).token).toBeUndefined()
})
