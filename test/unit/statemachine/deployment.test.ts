import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { nodeOptions } from '../../../functions/scavenge/rule/nodeOptions.ts'
import { deployment } from '../../../statemachine/deployment.ts'

let rulesDirectory: string
beforeEach(() => {
  rulesDirectory = mkdtempSync(join(tmpdir(), 'rules-'))
})
afterEach(() => rmSync(rulesDirectory, { recursive: true }))

const addRule = (file: string, more = '', attribute = 'Done') =>
  writeFileSync(
    join(rulesDirectory, file),
    `table: jobs
filter: { expression: "#d = :d", names: { "#d": "${attribute}" }, values: { ":d": true } }
age: { attribute: At, format: epochSeconds, olderThan: 7d }
${more}`,
  )
const deployed = (stage = 'dev') => deployment({ service: 'scavenger', stage, rulesDirectory })

test('each file in the rules directory is a function, a state machine, their roles and a log of its own', () => {
  addRule('old-jobs.yml')
  addRule('jobs.yaml')
  const { functions, stateMachines, resources } = deployed()
  expect(Object.keys(functions)).toEqual(['jobs', 'old-jobs'])
  expect(Object.values(stateMachines).map(({ name }) => name)).toEqual(['scavenger-dev-jobs', 'scavenger-dev-old-jobs'])
  expect(Object.keys(resources).filter((id) => !/Alarm|Dashboard/.test(id))).toEqual([
    'JobsPassRole',
    'JobsStatesRole',
    'JobsExecutionLog',
    'OldDashjobsPassRole',
    'OldDashjobsStatesRole',
    'OldDashjobsExecutionLog',
  ])
})

test('a rule that says nothing of its deployment gets the defaults and no schedule', () => {
  addRule('jobs.yml')
  const { functions, stateMachines, resources } = deployed()
  expect(functions.jobs).toMatchObject({ memorySize: 512, timeout: 900, logRetentionInDays: 30 })
  expect(functions.jobs).not.toHaveProperty('reservedConcurrency')
  expect(functions.jobs).not.toHaveProperty('tracing')
  expect(stateMachines.Jobs).not.toHaveProperty('tracingConfig')
  expect(Object.keys(resources).filter((id) => /Schedule|DeadLetters/.test(id))).toEqual([])
})

test('what a rule says of its deployment reaches its function, and its stage its data', () => {
  addRule('jobs.yml', 'memory: 1024\nlogRetentionDays: 7\nreservedConcurrency: 2\nstages: { live: { readers: 3 } }')
  const { functions } = deployed('live')
  expect(functions.jobs).toMatchObject({ memorySize: 1024, logRetentionInDays: 7, reservedConcurrency: 2 })
  const { environment } = functions.jobs as { readonly environment: Record<string, string> }
  expect(environment).toMatchObject({ RULE_NAME: 'jobs', STAGE: 'live', NODE_OPTIONS: nodeOptions(1024) })
  const data = JSON.parse(environment.RULE ?? '')
  expect(data).toMatchObject({ table: 'jobs', readers: 3 })
  expect(data).not.toHaveProperty('stages')
})

describe('a schedule', () => {
  const off = '{ schedule: { enabled: false } }'
  const on = '{ schedule: { enabled: true } }'
  const state = (stage: string) => deployed(stage).resources.JobsSchedule

  test('starts an execution with the input {} at its time, tries again, and keeps what it could not start', () => {
    addRule('jobs.yml', 'schedule: { expression: "cron(0 3 * * ? *)", timezone: Europe/Berlin }')
    const { JobsSchedule, JobsScheduleRole, JobsDeadLetters } = deployed('live').resources
    expect(JobsSchedule).toMatchObject({
      Properties: {
        Name: 'scavenger-live-jobs',
        ScheduleExpression: 'cron(0 3 * * ? *)',
        ScheduleExpressionTimezone: 'Europe/Berlin',
        State: 'ENABLED',
        Target: {
          Arn: { Ref: 'JobsStateMachine' },
          Input: '{}',
          RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['JobsDeadLetters', 'Arn'] } },
        },
      },
    })
    expect(JobsScheduleRole).toHaveProperty('Properties.Policies.0.PolicyDocument.Statement', [
      { Effect: 'Allow', Action: ['states:StartExecution'], Resource: { Ref: 'JobsStateMachine' } },
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: { 'Fn::GetAtt': ['JobsDeadLetters', 'Arn'] } },
    ])
    expect(JobsDeadLetters).toHaveProperty('Properties.QueueName', 'scavenger-live-jobs-dead-letters')
  })

  test.each([
    ['ENABLED', 'live', '', '{}'],
    ['DISABLED', 'live', '', off],
    ['DISABLED', 'live', ', enabled: false', '{}'],
    ['ENABLED', 'live', ', enabled: false', on],
    ['DISABLED', 'dev', '', '{}'],
    ['DISABLED', 'dev', ', enabled: true', '{}'],
    ['ENABLED', 'dev', '', on],
  ])('is %s in stage %s when the rule says "%s" and the stage %s', (expected, stage, more, own) => {
    addRule('jobs.yml', `schedule: { expression: rate(1 day)${more} }\nstages: { ${stage}: ${own} }`)
    expect(state(stage)).toHaveProperty('Properties.State', expected)
  })
})

test('a state machine logs its failures, and no data with them', () => {
  addRule('jobs.yml', 'logRetentionDays: 7')
  const { stateMachines, resources } = deployed()
  expect(stateMachines.Jobs?.loggingConfig).toMatchObject({ level: 'ERROR', includeExecutionData: false })
  expect(resources.JobsExecutionLog).toHaveProperty('Properties', {
    LogGroupName: '/aws/vendedlogs/states/scavenger-dev-jobs',
    RetentionInDays: 7,
  })
})

test('a pass may decrypt with the key that its rule names, and trace where its rule asks for it', () => {
  const kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b'
  addRule('jobs.yml')
  addRule('secret.yml', `kmsKey: ${kmsKey}\ntracing: true`)
  const { functions, stateMachines, resources } = deployed()
  expect(JSON.stringify([resources.JobsPassRole, resources.JobsStatesRole])).not.toMatch(/kms:|xray:/)
  expect(JSON.stringify(resources.SecretPassRole)).toContain(`"Action":["kms:Decrypt"],"Resource":"${kmsKey}"`)
  expect(JSON.stringify(resources.SecretPassRole)).toContain('xray:PutTraceSegments')
  expect(JSON.stringify(resources.SecretStatesRole)).toContain('xray:PutTraceSegments')
  expect(functions.secret).toHaveProperty('tracing', 'Active')
  expect(stateMachines.Secret).toHaveProperty('tracingConfig.enabled', true)
})

test('a rule holds no variable of the framework, whatever its attributes are called', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the attribute is called so
  const attribute = '${self:service}'
  addRule('jobs.yml', '', attribute)
  const { environment } = deployed().functions.jobs as { readonly environment: Record<string, string> }
  expect(environment.RULE).not.toContain('${')
  expect(JSON.parse(environment.RULE ?? '')).toHaveProperty(['filter', 'names', '#d'], attribute)
})

test.each(['dev-a', 'Dev', ''])('the stage "%s" is refused: its names could be those of another stage', (stage) => {
  addRule('jobs.yml')
  expect(() => deployed(stage)).toThrow(/^stage: expected lower-case letters and digits/)
})

test.each([
  ['old-jobs.yml', 'oldDashjobs.yml'],
  ['Jobs.yml', 'jobs.yaml'],
  ['JOBS.yml', 'Jobs.yml'],
])('of %s and %s the second is refused: their resources would be the same', (first, second) => {
  addRule(first)
  addRule(second)
  expect(() => deployed()).toThrow(`${second}: expected a rule name with resources of its own, but those of ${first}`)
})

test('a rule with capitals in its name is deployed by that name', () => {
  addRule('OldJobs.yaml')
  expect(deployed().functions.OldJobs).toHaveProperty('name', 'scavenger-dev-OldJobs')
})

test('an ending in capitals is refused, not passed over', () => {
  addRule('jobs.yml')
  addRule('more.YML')
  expect(() => deployed()).toThrow('more.YML: expected a rule file named *.yml or *.yaml')
})

test('a name that AWS would refuse is refused before anything is deployed', () => {
  addRule(`${'j'.repeat(40)}.yml`)
  expect(() => deployed('quitealongstage')).toThrow(/expected at most 64 characters/)
})

test('a rule that is refused fails the deployment and names its file', () => {
  addRule('jobs.yml', 'colour: blue')
  expect(() => deployed()).toThrow(/jobs.yml.*colour/)
})

test('a directory without a rule is refused', () => {
  expect(() => deployed()).toThrow('expected at least one rule file')
})

describe('a table', () => {
  const tables = (stage: string, demoTable?: boolean) =>
    JSON.stringify(deployment({ service: 'scavenger', stage, rulesDirectory, ...(demoTable && { demoTable }) })).match(
      /AWS::DynamoDB::Table/g,
    )

  test('is never in the stack, unless the stage dev asks for the one to play with', () => {
    addRule('workers.yml')
    expect(tables('dev')).toBeNull()
    expect(tables('live')).toBeNull()
    expect(tables('dev', true)).toHaveLength(1)
  })

  test('to play with is refused in any other stage, and without the rule that it is for', () => {
    addRule('jobs.yml')
    expect(() => tables('dev', true)).toThrow('demoTable: expected the stage dev and a rule workers')
    addRule('workers.yml')
    expect(() => tables('live', true)).toThrow('demoTable: expected the stage dev')
  })
})
