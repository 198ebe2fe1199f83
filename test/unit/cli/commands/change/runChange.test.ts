import { expect, test } from '@jest/globals'
import { operatorsEnvironment, scavenge } from '../../../../support/runs/scavengeCommand.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'

test('a change that is wrong is wrong usage in one line, without advice that repeats it', async () => {
  const arn = DeployedStage.arnOf(MACHINE, 'workers-1')
  const { code, stdout, stderr } = await scavenge(['change', arn, '--input', '{"continuationToken":"mine"}'])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toBe("--input: continuationToken: expected none, because the execution's own token is gone on from")
})

test('a change that Ctrl-C ends while the pass drains says how to make it, starts nothing, and ends with 130', async () => {
  const stage = new DeployedStage(MACHINE)
  stage.wait((Date.now() - stage.nowMs) / 1_000)
  const arn = stage.execution(MACHINE, 'workers-1')
  stage.passStarts(arn)
  await using server = await startStepFunctions(stage.answer)
  const { code, stdout, stderr } = await scavenge(
    ['change', arn, '--input', '{"readers":5}'],
    (line, command) => {
      if (line.includes('waits')) command.kill('SIGINT')
    },
    { env: operatorsEnvironment({ AWS_ENDPOINT_URL: server.endpoint }) },
  )
  expect([code, stdout]).toEqual([130, ''])
  expect(stderr.split('\n').slice(1)).toEqual([
    `the change was not made. Once ${arn} has ended: npx scavenge resume ${arn} --input '{"readers":5}'`,
  ])
  expect(server.requests.map(({ action }) => action)).not.toContain('StartExecution')
})
