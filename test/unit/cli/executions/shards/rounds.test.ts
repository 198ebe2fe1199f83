import { expect, test } from '@jest/globals'
import { divisionIn } from '../../../../../cli/executions/shards/rounds.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { answered, roundOf } from '../../../../support/stepfunctions/stagedAnswers.ts'
import { startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'

async function division(happen: (stage: DeployedStage, arn: string) => void) {
  const stage = new DeployedStage(MACHINE)
  const arn = stage.execution(MACHINE, 'p')
  happen(stage, arn)
  await using server = await startStepFunctions(stage.answer)
  return { division: await divisionIn(server.client, arn), requests: server.requests.length }
}

test('an execution is a parent once Begin has answered a round, and has those of gather too', async () => {
  const { division: parent } = await division((stage, arn) => {
    stage.begins(arn, { status: 'shards', round: roundOf({ '1/2': 'a', '2/2': 'b' }) })
    stage.begins(arn, { status: 'shards', round: { ...roundOf({ '2/2': 'b-r2' }), number: 2 } })
  })
  const numbers = parent.kind === 'parent' ? parent.rounds.map(({ number }) => number) : []
  expect(numbers).toEqual([1, 2])
})

test('an execution is a single one once Begin has answered that it starts, however long its history is', async () => {
  const { division: single, requests } = await division((stage, arn) => {
    stage.begins(arn)
    for (let pass = 1; pass < 30; pass++) stage.pass(arn, answered(pass))
  })
  expect([single.kind, requests]).toEqual(['single', 1])
})

test('what an execution is stays open until Begin has answered', async () => {
  expect((await division(() => undefined)).division).toEqual({ kind: 'unknown' })
})
