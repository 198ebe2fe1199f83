import { expect, test } from '@jest/globals'
import { startCommand } from '../../../../cli/executions/commandLine.ts'

test('a command can be pasted into a shell', () => {
  const stageRule = { stage: 'dev', rule: 'workers' }
  expect(startCommand(stageRule, '@next.json', {})).toBe(
    'npx scavenge start --stage dev --rule workers --input @next.json',
  )
  expect(startCommand(stageRule, `{"olderThan":"it's"}`, { region: 'eu-west-1', profile: 'my ops' })).toBe(
    `npx scavenge start --stage dev --rule workers --input '{"olderThan":"it'\\''s"}' --region eu-west-1 --profile 'my ops'`,
  )
})
