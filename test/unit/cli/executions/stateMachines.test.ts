import { describe, expect, test } from '@jest/globals'
import { chosenStateMachines } from '../../../../cli/executions/stateMachines.ts'
import { DeployedStage } from '../../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'

describe('a stage or rule that isn’t there', () => {
  const stage = new DeployedStage('dynamodb-scavenger-dev-workers', 'dynamodb-scavenger-prod-workers', 'another')

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
    await using server = await startStepFunctions(stage.answer)
    await expect(chosenStateMachines(server.client, choice)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(line),
    })
  })
})
