import { describe, expect, test } from '@jest/globals'
import { ESTIMATE } from '../../../../support/rules/estimates.ts'
import { operatorsEnvironment, scavenge } from '../../../../support/runs/scavengeCommand.ts'
import { DeployedStage } from '../../../../support/stepfunctions/deployedStage.ts'
import { startStepFunctions } from '../../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-jobs'

/** Runs the command against a stage in which `end` ends each execution that is started. */
async function estimate(end: (stage: DeployedStage, arn: string) => void, args: readonly string[] = []) {
  const stage = new DeployedStage(MACHINE)
  await using server = await startStepFunctions((request) => {
    const answer = stage.answer(request)
    if (request.action === 'StartExecution' && 'ok' in answer && 'executionArn' in answer.ok) {
      end(stage, String(answer.ok.executionArn))
    }
    return answer
  })
  const env = operatorsEnvironment({ AWS_ENDPOINT_URL: server.endpoint })
  const command = ['estimate', '--stage', 'dev', '--rule', 'jobs', ...args]
  const ended = await scavenge(command, undefined, { env })
  return { ...ended, started: server.requests.find(({ action }) => action === 'StartExecution')?.body }
}

const succeeds = (stage: DeployedStage, arn: string) => stage.succeeds(arn, { status: 'estimated', estimate: ESTIMATE })

describe('an estimate of a deployed rule', () => {
  test('is an execution that only estimates, with the input beside it', async () => {
    const { code, stdout, started } = await estimate(succeeds, ['--input', '{"olderThan":"30d"}'])
    expect(code).toBe(0)
    expect(JSON.parse(String(started?.input))).toEqual({ olderThan: '30d', estimate: true })
    expect(stdout).toContain('Estimate: table jobs')
    expect(stdout).toContain('stages: { dev: { confirmed: k7m2q9x4tb } }')
  })

  test('is one object with --json', async () => {
    const { code, json } = await estimate(succeeds, ['--json'])
    expect(code).toBe(0)
    expect(json).toEqual(ESTIMATE)
  })

  test('is one line where its execution fails', async () => {
    const { code, stdout, stderr } = await estimate((stage, arn) => stage.fails(arn, 'InvalidInput', 'a sentence'))
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.split('\n').at(-1)).toBe('InvalidInput: a sentence')
  })
})
