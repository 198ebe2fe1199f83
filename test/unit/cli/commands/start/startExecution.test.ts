import { expect, test } from '@jest/globals'
import { executionName } from '../../../../../cli/commands/start/startExecution.ts'
import { stateMachineName } from '../../../../../cli/executions/names.ts'

test('an execution’s name is valid however long the rule’s is, and another a millisecond later', () => {
  const longest = 'r'.repeat(64 - stateMachineName({ stage: 'd', rule: '' }).length)
  const nowMs = Date.UTC(2026, 10, 24, 8, 15, 3, 123)
  expect(executionName(longest, nowMs)).toMatch(/^[\w-]{1,80}$/)
  expect(executionName('workers', nowMs)).toBe('workers-20261124T081503123Z')
  expect(executionName('workers', nowMs + 1)).not.toBe(executionName('workers', nowMs))
})
