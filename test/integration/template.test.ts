import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { statemachineProblems } from '../support/definition/definitionProblems.ts'
import { FUNCTION_ARN } from '../support/definition/definitionRun.ts'
import { BOUNDARY, KMS_KEY, LIVE, LONG_RULE, packageStages } from '../support/definition/packagedStages.ts'
import type { Packaged, Properties } from '../support/definition/templatePackage.ts'

/** It loads in less time the smaller it is. */
const MAX_BUNDLE_BYTES = 350 * 1_024

const PARTITION = `\${AWS::Partition}`
let dev: Packaged
let live: Packaged
beforeAll(async () => {
  ;({ dev, live } = await packageStages())
}, 120_000)
afterAll(() => {
  dev?.remove()
  live?.remove()
})

/** One property of every resource of a type that has it, in the template's order. */
function every<Name extends keyof Properties>({ template }: Packaged, type: string, name: Name) {
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => {
    const value = Type === type ? Properties?.[name] : undefined
    return value === undefined ? [] : [value]
  })
}

const variables = (packaged: Packaged) =>
  every(packaged, 'AWS::Lambda::Function', 'Environment').map(({ Variables }) => Variables)

function statements({ template }: Packaged, role: string) {
  return template.Resources[role]?.Properties?.Policies?.[0].PolicyDocument.Statement ?? []
}

describe('packaging', () => {
  test('says nothing that reads like a warning', () => {
    for (const { log } of [dev, live]) {
      expect(log).toContain('Service packaged')
      expect(log).not.toMatch(/warning|deprecat|cannot generate|task missing|skipp/i)
    }
  })

  test('leaves nothing behind in the temporary directory', () => {
    for (const { leftBehind } of [dev, live]) expect(leftBehind).toEqual([])
  })

  test('says once of a rate schedule without a start date that it starts at once', () => {
    expect(live.log.match(/starts an execution as soon as it is deployed/g)).toHaveLength(1)
    expect(live.log).toContain('rule workers: the schedule rate(1 day) has no startDate')
    expect(dev.log).not.toContain('startDate')
  })

  test('puts the bundle and the rule that no environment has room for into the archive, and nothing else', () => {
    expect([...dev.archive.keys()].sort()).toEqual(['.build/rules/long.json', 'functions/scavenge/handler.mjs'])
    expect(dev.archive.get('.build/rules/long.json')?.toString()).toBe(LONG_RULE)
  })

  test('makes a bundle that is small enough to start fast', () => {
    expect(dev.archive.get('functions/scavenge/handler.mjs')?.length).toBeLessThanOrEqual(MAX_BUNDLE_BYTES)
  })

  test('makes the same archive, byte for byte, in another folder, at another time, under another umask', () => {
    expect(live.archiveHash).toBe(dev.archiveHash)
  })

  test('makes a bundle that loads by itself and exports the handler', () => {
    const bundle = join(dev.directory, 'alone.mjs')
    writeFileSync(bundle, dev.archive.get('functions/scavenge/handler.mjs') ?? '')
    rmSync(join(dev.directory, 'node_modules'))
    const program = `console.log(typeof (await import(${JSON.stringify(bundle)})).handler)`
    const options = { cwd: dev.directory, env: variables(dev).at(-1), encoding: 'utf8' } as const
    expect(execFileSync(process.execPath, ['--input-type=module', '--eval', program], options)).toBe('function\n')
  })
})

describe('the template', () => {
  test('refers to nothing that is not in it', () => {
    for (const { template } of [dev, live]) {
      const known = Object.keys(template.Resources)
      const names = [...references(template), ...Object.values(template.Resources).flatMap((r) => r.DependsOn ?? [])]
      expect(names.length).toBeGreaterThan(20)
      expect(names.filter((name) => !known.includes(name) && !name.startsWith('AWS::'))).toEqual([])
    }
  })

  test('grants nothing on a wildcard but its own executions and the delivery of a log, for which AWS knows no resource', () => {
    const roles = Object.keys(dev.template.Resources).filter((id) => id.endsWith('Role'))
    const granted = roles.flatMap((role) => statements(dev, role))
    expect(granted).toHaveLength(3 * 11 + 1)
    for (const { Action, Resource } of granted) {
      const own = /:execution:dynamodb-scavenger-dev-(workers|old-sessions|long):\*"\}\]$/
      const [first = ''] = Action
      const forced = /^logs:\w+(LogDelivery|LogDeliveries|ResourcePolic\w+|LogGroups)$/
      if (first === 'logs:CreateLogDelivery') for (const action of Action) expect(action).toMatch(forced)
      else expect(JSON.stringify([Action, Resource]).replace(own, '')).not.toContain('*')
    }
  })

  test('lets a pass read and delete in its own table, see its own executions and nothing else', () => {
    const [table, list, look, logs, key] = statements(dev, 'OldDashsessionsPassRole')
    expect(table?.Action).toEqual([
      'dynamodb:DescribeTable',
      'dynamodb:Scan',
      'dynamodb:PartiQLDelete',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
    ])
    expect(table?.Resource).toEqual({ 'Fn::Sub': expect.stringMatching(/:table\/sessions$/) })
    expect(list?.Action).toEqual(['states:ListExecutions'])
    expect(list?.Resource).toEqual({
      'Fn::Sub': expect.stringMatching(/:stateMachine:dynamodb-scavenger-dev-old-sessions$/),
    })
    expect(look?.Action).toEqual(['states:DescribeExecution', 'states:GetExecutionHistory'])
    expect(look?.Resource).toEqual({
      'Fn::Sub': expect.stringMatching(/:execution:dynamodb-scavenger-dev-old-sessions:\*$/),
    })
    expect(logs?.Resource).toEqual({ 'Fn::GetAtt': ['OldDashsessionsLogGroup', 'Arn'] })
    expect(key).toMatchObject({ Action: ['kms:Decrypt'], Resource: KMS_KEY })
    expect(statements(dev, 'WorkersPassRole')).toHaveLength(4)
  })

  test('lets a state machine invoke its own function and have its failures logged: the state machine may start, watch and stop its own executions alone', () => {
    const [invoke, start, watch, hear, , ...others] = statements(dev, 'WorkersStatesRole')
    expect(invoke).toMatchObject({ Action: ['lambda:InvokeFunction'] })
    expect(start).toMatchObject({
      Action: ['states:StartExecution'],
      Resource: { 'Fn::Sub': expect.stringMatching(/:stateMachine:dynamodb-scavenger-dev-workers$/) },
    })
    expect(watch).toMatchObject({
      Action: ['states:DescribeExecution', 'states:StopExecution'],
      Resource: { 'Fn::Sub': expect.stringMatching(/:execution:dynamodb-scavenger-dev-workers:\*$/) },
    })
    expect(hear).toMatchObject({
      Action: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      Resource: { 'Fn::Sub': expect.stringMatching(/:rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule$/) },
    })
    expect(others).toEqual([])
  })

  test('has a definition that both validators pass, in each state machine', async () => {
    const definitions = every(dev, 'AWS::StepFunctions::StateMachine', 'DefinitionString')
    expect(definitions).toHaveLength(3)
    const texts = definitions.map(({ 'Fn::Sub': [text, values] }) =>
      text.replaceAll(/\$\{(\w+)\}/g, (_, name) => partOf(values[name]).replaceAll(PARTITION, 'aws-cn')),
    )
    for (const filled of new Set(texts)) {
      expect(filled).toContain('"arn:aws-cn:states:::states:startExecution"')
      const { Begin, Scavenge, Gather } = JSON.parse(filled).States
      for (const task of [Begin, Scavenge, Gather]) expect(task.Parameters.FunctionName).toBe(FUNCTION_ARN)
      await expect(statemachineProblems(filled)).resolves.toEqual([])
    }
  })

  test('names a partition in no ARN, so that it works in each', () => {
    for (const { template } of [dev, live]) {
      const text = JSON.stringify(template).replaceAll(KMS_KEY, '').replaceAll(BOUNDARY, '') // the rule's own
      expect(text.split(`arn:${PARTITION}:`).length).toBeGreaterThan(20)
      expect(text.match(/arn:aws[^"]*/g)).toBeNull()
    }
  })

  test('names no Region, with one or without: it is CloudFormation that knows it', () => {
    for (const { template } of [dev, live]) {
      const text = JSON.stringify(template).replaceAll(KMS_KEY, '')
      expect(text.match(/(?<!prices )(?:us-east-1|eu-west-1)/g)).toBeNull()
    }
  })

  test('keeps to what an account demands: a boundary of the roles, a VPC, a start date, a table by its export', () => {
    expect(every(live, 'AWS::IAM::Role', 'PermissionsBoundary')).toEqual([BOUNDARY, BOUNDARY, BOUNDARY])
    expect(every(live, 'AWS::Lambda::Function', 'VpcConfig')).toEqual([
      { SubnetIds: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'], SecurityGroupIds: ['sg-0a1b2c3d'] },
    ])
    expect(every(live, 'AWS::Scheduler::Schedule', 'StartDate')).toEqual(['2100-01-01T00:00:00Z'])
    const [, ofSessions, ofWorkers] = variables(live)
    expect(ofSessions).toHaveProperty('RULE_TABLE', { 'Fn::ImportValue': `tables-${LIVE}` })
    expect(ofWorkers).not.toHaveProperty('RULE_TABLE')
    const [table] = statements(live, 'OldDashsessionsPassRole')
    expect(JSON.stringify(table?.Resource)).toContain(`{"Fn::ImportValue":"tables-${LIVE}"}`)
  })

  test('gives each function its rule, as its stage runs it, or the file of the archive that holds it', () => {
    expect(variables(dev).map(({ RULE_NAME, STAGE }) => [RULE_NAME, STAGE])).toEqual([
      ['long', 'dev'],
      ['old-sessions', 'dev'],
      ['workers', 'dev'],
    ])
    expect(variables(dev).map(({ RULE = '{}' }) => JSON.parse(RULE).table)).toEqual([undefined, 'sessions', 'workers'])
    const file = '/var/task/.build/rules/long.json'
    expect(variables(dev).map(({ RULE_FILE }) => RULE_FILE)).toEqual([file, undefined, undefined])
  })

  test('makes one set of everything for each rule, and no table', () => {
    const counts = Object.groupBy(Object.values(dev.template.Resources), ({ Type }) => Type)
    expect(Object.fromEntries(Object.entries(counts).map(([type, list]) => [type, list?.length]))).toEqual({
      'AWS::Lambda::Function': 3,
      'AWS::Logs::LogGroup': 6,
      'AWS::StepFunctions::StateMachine': 3,
      'AWS::Scheduler::Schedule': 3,
      'AWS::Scheduler::ScheduleGroup': 3,
      'AWS::SQS::Queue': 3,
      'AWS::CloudWatch::Alarm': 3 * 7,
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::IAM::Role': 9,
      'AWS::S3::Bucket': 1,
      'AWS::S3::BucketPolicy': 1,
    })
    expect(every(dev, 'AWS::Logs::LogGroup', 'RetentionInDays')).toEqual(Array(6).fill(30))
  })

  test('switches the schedule off in the stage dev', () => {
    const schedules = (name: 'Name' | 'State', packaged: Packaged) => every(packaged, 'AWS::Scheduler::Schedule', name)
    const rules = ['long', 'old-sessions', 'workers']
    expect(schedules('Name', dev)).toEqual(rules.map((rule) => `dynamodb-scavenger-dev-${rule}`))
    expect(schedules('State', dev)).toEqual(rules.map(() => 'DISABLED'))
    expect(schedules('State', live)).toEqual(rules.map(() => 'ENABLED'))
  })

  test('shares no name between stages or rules', () => {
    const named = [...names(dev), ...names(live)]
    expect(named.length).toBeGreaterThan(2 * 3 * 12)
    expect(new Set(named).size).toBe(named.length)
  })
})

/** What CloudFormation puts into a definition: the function's ARN, or an integration's with its partition still to fill. */
function partOf(value: object | undefined): string {
  return value !== undefined && 'Fn::Sub' in value ? String(value['Fn::Sub']) : FUNCTION_ARN
}

/** The names that a stage takes in its account: per type, and of its exports. */
function names({ template }: Packaged): readonly string[] {
  const fields = [
    'AlarmName',
    'DashboardName',
    'FunctionName',
    'LogGroupName',
    'StateMachineName',
    'Name',
    'QueueName',
    'RoleName',
    'BucketName',
  ] as const
  const taken = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) =>
    fields.flatMap((field) => (Properties[field] ? [`${Type} ${Properties[field]}`] : [])),
  )
  return [
    ...taken,
    ...Object.values(template.Outputs).flatMap(({ Export }) => (Export ? [`export ${Export.Name}`] : [])),
  ]
}

/** What a template's Ref, Fn::GetAtt and Fn::Sub name, without the values that a Sub brings along. */
function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)]
    if (key === 'Fn::GetAtt')
      return [
        String(Array.isArray(inner) ? inner[0] : inner)
          .split('.', 1)
          .join(),
      ]
    if (key !== 'Fn::Sub') return references(inner)
    const [text, values = {}] = Array.isArray(inner) ? inner : [inner]
    const used = [...String(text).matchAll(/\$\{([^!}][^}.]*)[^}]*\}/g)].map(([, name]) => name ?? '')
    return [...used.filter((name) => !(name in values)), ...references(values)]
  })
}
