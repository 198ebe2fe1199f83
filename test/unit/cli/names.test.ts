import { describe, expect, test } from '@jest/globals'
import { executionName } from '../../../cli/commands/start/startExecution.ts'
import { startCommand } from '../../../cli/executions/commandLine.ts'
import { parseExecutionArn, stageRuleOf, stateMachineName } from '../../../cli/executions/names.ts'

describe('names', () => {
  test('a state machine’s name gives its stage and rule back, whatever hyphens the rule has', () => {
    for (const stageRule of [
      { stage: 'dev', rule: 'workers' },
      { stage: 'prod2', rule: 'old-workers-2' },
    ]) {
      expect(stageRuleOf(stateMachineName(stageRule))).toEqual(stageRule)
    }
    for (const other of ['dynamodb-scavenger', 'dynamodb-scavenger-dev', 'another-dev-workers']) {
      expect(stageRuleOf(other)).toBeUndefined()
    }
  })

  test('an execution’s name is valid however long the rule’s is, and another a millisecond later', () => {
    const longest = 'r'.repeat(64 - stateMachineName({ stage: 'd', rule: '' }).length)
    const nowMs = Date.UTC(2026, 10, 24, 8, 15, 3, 123)
    expect(executionName(longest, nowMs)).toMatch(/^[\w-]{1,80}$/)
    expect(executionName('workers', nowMs)).toBe('workers-20261124T081503123Z')
    expect(executionName('workers', nowMs + 1)).not.toBe(executionName('workers', nowMs))
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

test('a command can be pasted into a shell', () => {
  const stageRule = { stage: 'dev', rule: 'workers' }
  expect(startCommand(stageRule, '@next.json', {})).toBe(
    'npx scavenge start --stage dev --rule workers --input @next.json',
  )
  expect(startCommand(stageRule, `{"olderThan":"it's"}`, { region: 'eu-west-1', profile: 'my ops' })).toBe(
    `npx scavenge start --stage dev --rule workers --input '{"olderThan":"it'\\''s"}' --region eu-west-1 --profile 'my ops'`,
  )
})
