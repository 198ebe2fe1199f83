import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checkRuleRegion, ruleAtHand } from '../../../../cli/executions/ruleAtHand.ts'
import { UsageError } from '../../../../cli/shell/failure.ts'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'))
  writeFileSync(
    join(directory, 'jobs.yaml'),
    `table: jobs
filter: { expression: "attribute_exists(#d)", names: { "#d": Done } }
age: { attribute: At, format: epochSeconds, olderThan: 7d }
region: eu-west-1
stages: { prod: { region: eu-central-1 } }
`,
  )
})
afterAll(() => rmSync(directory, { recursive: true }))

describe('a Region that a rule’s file names', () => {
  test('is, by stage, the one that a command goes to', () => {
    expect(() => checkRuleRegion({ stage: 'dev', rule: 'jobs' }, 'eu-west-1', directory)).not.toThrow()
    expect(() => checkRuleRegion({ stage: 'prod', rule: 'jobs' }, 'eu-central-1', directory)).not.toThrow()
    const other = () => checkRuleRegion({ stage: 'prod', rule: 'jobs' }, 'us-east-1', directory)
    expect(other).toThrow(UsageError)
    expect(other).toThrow(
      'rule jobs, stage prod: expected the Region eu-central-1, which its file names, found us-east-1: say --region eu-central-1',
    )
  })

  test('is asked of no rule whose file is elsewhere', () => {
    expect(ruleAtHand({ stage: 'dev', rule: 'others' }, directory)).toBeUndefined()
    expect(() => checkRuleRegion({ stage: 'dev', rule: 'others' }, 'us-east-1', directory)).not.toThrow()
  })
})
