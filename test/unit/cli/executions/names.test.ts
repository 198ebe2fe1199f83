import { describe, expect, test } from '@jest/globals'
import { parseExecutionArn, stageRuleOf, stateMachineName } from '../../../../cli/executions/names.ts'

describe('names', () => {
  test('a state machine’s name gives its stage and rule back, whatever hyphens the rule has', () => {
    for (const stageRule of [
      { stage: 'dev', rule: 'workers' },
      { stage: 'prod2', rule: 'old-workers-2' },
      { stage: 'team-a', rule: 'b-workers' },
      { stage: 'team', rule: 'a-b-workers' },
    ]) {
      expect(stageRuleOf(stateMachineName(stageRule))).toEqual(stageRule)
    }
    for (const other of ['dynamodb-scavenger', 'dynamodb-scavenger-dev', 'another-dev-workers']) {
      expect(stageRuleOf(other)).toBeUndefined()
    }
  })

  test('an ARN of any partition is taken apart', () => {
    const arn = 'arn:aws-cn:states:cn-north-1:123456789012:execution:dynamodb-scavenger-prod-old-workers:a-name'
    expect(parseExecutionArn(arn)).toEqual({
      arn,
      region: 'cn-north-1',
      name: 'a-name',
      stage: 'prod',
      rule: 'old-workers',
    })
  })
})
