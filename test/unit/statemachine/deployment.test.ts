import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { ruleOf } from '../../../functions/scavenge/environment/environment.ts'
import { nodeOptions } from '../../../functions/scavenge/environment/nodeOptions.ts'
import { type DeploymentOptions, deployment } from '../../../statemachine/deployment.ts'
import { resolvedTables } from '../../../statemachine/stage/resolvedTables.ts'

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
const NOW_MS = Date.UTC(2026, 10, 26, 12)
const deployed = (stage = 'dev', more: Partial<DeploymentOptions> = {}) =>
  deployment({ service: 'scavenger', stage, rulesDirectory, nowMs: NOW_MS, ...more })

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

test.each(['dev-', '-dev', 'dev--a', 'Dev', ''])(
  'the stage "%s" is refused: its names could be those of another stage',
  (stage) => {
    addRule('jobs.yml')
    expect(() => deployed(stage)).toThrow(/^stage: expected lower-case letters and digits/)
  },
)

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

test('a file with the examples of a rule is no rule', () => {
  addRule('jobs.yml')
  writeFileSync(join(rulesDirectory, 'jobs.examples.yml'), '[]')
  writeFileSync(join(rulesDirectory, 'jobs.Examples.YAML'), '[]')
  expect(Object.keys(deployed().functions)).toEqual(['jobs'])
})

test('a directory without a rule is refused', () => {
  expect(() => deployed()).toThrow('expected at least one rule file')
})

describe('a table of its own', () => {
  const tables = (stage: string, demoTable?: boolean) =>
    JSON.stringify(
      deployment({ service: 'scavenger', stage, rulesDirectory, nowMs: 0, ...(demoTable && { demoTable }) }),
    ).match(/AWS::DynamoDB::Table/g)

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

describe('a start date', () => {
  const schedule = (startDate: string, expression = 'rate(1 day)') => {
    addRule('jobs.yml', `schedule: { expression: "${expression}", startDate: "${startDate}" }`)
    const { resources, notices } = deployed('live')
    return { properties: Object(resources.JobsSchedule).Properties, notices }
  }

  test('reaches the schedule in UTC, and a rate schedule then starts nothing before it', () => {
    const { properties, notices } = schedule('2026-12-01T04:00:00+01:00')
    expect(properties).toHaveProperty('StartDate', '2026-12-01T03:00:00Z')
    expect(notices).toEqual([])
  })

  test.each(['2026-11-26T11:59:59Z', '2020-01-01T00:00:00Z', '2026-11-26T12:09:59Z'])(
    'that Scheduler would refuse by the time of the deployment, %s, is left out, and that is said',
    (startDate) => {
      const { properties, notices } = schedule(startDate)
      expect(properties).not.toHaveProperty('StartDate')
      expect(notices).toEqual([expect.stringContaining('a startDate that is past')])
    },
  )

  test('is one that a cron schedule takes too, and a single start ignores', () => {
    const startDate = '2026-12-01T03:00:00Z'
    expect(schedule(startDate, 'cron(0 3 * * ? *)').properties).toHaveProperty('StartDate', startDate)
    expect(schedule(startDate, 'at(2027-01-01T00:00:00)').properties).not.toHaveProperty('StartDate')
  })

  test('is an RFC 3339 time with a zone', () => {
    expect(() => schedule('2026-12-01')).toThrow(/schedule.startDate: expected an RFC 3339 time such as/)
  })

  test('that is missing is said of a rate schedule that is on, since it starts at once, and of no other', () => {
    addRule('jobs.yml', 'schedule: { expression: rate(1 day) }')
    addRule('nightly.yml', 'schedule: { expression: "cron(0 3 * * ? *)" }')
    addRule('by-hand.yml')
    expect(deployed('live').notices).toEqual([
      expect.stringMatching(
        /^rule jobs: the schedule rate\(1 day\) has no startDate: it starts an execution as soon as/,
      ),
    ])
    expect(deployed('dev').notices).toEqual([])
  })
})

describe('a Region', () => {
  test('that a rule names, by stage too, is the one that a deployment goes to', () => {
    addRule('jobs.yml', 'region: eu-west-1\nstages: { live: { region: eu-central-1 } }')
    expect(() => deployed('dev', { region: 'eu-west-1' })).not.toThrow()
    expect(() => deployed('live', { region: 'eu-central-1' })).not.toThrow()
    expect(() => deployed('live', { region: 'us-east-1' })).toThrow(
      /jobs.yml: region: expected a deployment to eu-central-1, found one to us-east-1: name the Region by --region/,
    )
  })

  test('that is not known, as when a stage is only packaged, is not compared', () => {
    addRule('jobs.yml', 'region: eu-west-1')
    expect(() => deployed()).not.toThrow()
  })
})

describe('what an account demands', () => {
  const boundary = 'arn:aws:iam::123456789012:policy/boundaries/team'

  test('a permissions boundary is one of each role of the rule', () => {
    addRule('jobs.yml', `permissionsBoundary: ${boundary}\nschedule: { expression: rate(1 day) }`)
    addRule('free.yml')
    const roles = Object.entries(deployed('live').resources).filter(([id]) => /^Jobs.*Role$/.test(id))
    expect(roles.map(([id]) => id)).toEqual(['JobsPassRole', 'JobsStatesRole', 'JobsScheduleRole'])
    for (const [, resource] of roles) expect(resource).toHaveProperty('Properties.PermissionsBoundary', boundary)
    expect(JSON.stringify(deployed('live').resources.FreePassRole)).not.toContain('PermissionsBoundary')
  })

  test('only the role of a rule that requires point-in-time recovery may ask for it, of its table', () => {
    addRule('jobs.yml', 'stages: { live: { guards: { pointInTimeRecovery: required } } }')
    const asks = (stage: string) => JSON.stringify(deployed(stage).resources.JobsPassRole)
    expect(asks('live')).toContain('{"Effect":"Allow","Action":["dynamodb:DescribeContinuousBackups"],"Resource":')
    expect(asks('dev')).not.toContain('DescribeContinuousBackups')
  })

  test('a VPC reaches the function, whose role may then make network interfaces', () => {
    addRule('jobs.yml', 'vpc: { subnetIds: [subnet-0a1b, subnet-2c3d], securityGroupIds: [sg-4e5f] }')
    addRule('free.yml')
    const { functions, resources } = deployed()
    expect(functions.jobs).toHaveProperty('vpc', {
      subnetIds: ['subnet-0a1b', 'subnet-2c3d'],
      securityGroupIds: ['sg-4e5f'],
    })
    expect(JSON.stringify(resources.JobsPassRole)).toContain('ec2:CreateNetworkInterface')
    expect(functions.free).not.toHaveProperty('vpc')
    expect(JSON.stringify(resources.FreePassRole)).not.toContain('ec2:')
  })

  test.each([
    ['permissionsBoundary: team', 'permissionsBoundary: expected a managed policy'],
    ['vpc: { subnetIds: [subnet-0a1b] }', 'vpc.securityGroupIds: expected a list of 1 to 5 ids such as sg-'],
    ['vpc: { subnetIds: [], securityGroupIds: [sg-1] }', 'vpc.subnetIds: expected a list of 1 to 16 ids'],
    ['vpc: { subnetIds: [sg-1], securityGroupIds: [sg-1] }', 'expected a list of 1 to 16 ids such as subnet-'],
    ['region: Frankfurt', 'region: expected a Region such as eu-central-1'],
  ])('"%s" is refused', (field, message) => {
    addRule('jobs.yml', field)
    expect(() => deployed()).toThrow(message)
  })

  test('a stage may have hyphens, and shares no name with another stage and rule', () => {
    addRule('jobs.yml')
    expect(deployed('team-a').functions.jobs).toHaveProperty('name', 'scavenger-team--a-jobs')
    addRule('b-jobs.yml')
    const names = ['a', 'a-b'].flatMap((stage) =>
      Object.values(deployed(stage).functions).map((one) => Object(one).name),
    )
    expect(new Set(names).size).toBe(4)
  })

  test('before CloudFormation refuses a stack for its resources, a sentence says how many rules fit', () => {
    const schedule = 'schedule: { expression: rate(1 day), startDate: "2030-01-01T00:00:00Z" }'
    const add = (from: number, to: number) => {
      for (let rule = from; rule < to; rule++) addRule(`jobs-${rule}.yml`, schedule)
    }
    add(0, 40)
    const refused =
      /expected a stack of at most 500 resources, found \d+ for \d+ rules: about (\d+) rules such as these fit/
    expect(() => deployed('live')).toThrow(refused)
    const [, fit] = refused.exec(String(failure(() => deployed('live')))) ?? []
    rmSync(rulesDirectory, { recursive: true })
    mkdirSync(rulesDirectory)
    add(0, Number(fit))
    expect(() => deployed('live')).not.toThrow()
    add(Number(fit), Number(fit) + 1)
    expect(() => deployed('live')).toThrow(refused)
  })
})

function failure(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error // what the test looks at
  }
}

describe('a table', () => {
  const withTable = (table: string) => {
    addRule('jobs.yml')
    const path = join(rulesDirectory, 'jobs.yml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('table: jobs', `table: ${table}`))
  }
  const tableStatement = ({ resources }: ReturnType<typeof deployed>) =>
    Object(resources.JobsPassRole).Properties.Policies[0].PolicyDocument.Statement[0]
  const environment = ({ functions }: ReturnType<typeof deployed>) => Object(functions.jobs).environment

  test('that another stack exports is put in by CloudFormation: for the function, its role and the dashboard', () => {
    withTable('{ "Fn::ImportValue": "jobs-table" }')
    const made = deployed()
    const imported = { 'Fn::ImportValue': 'jobs-table' }
    expect(environment(made).RULE_TABLE).toEqual(imported)
    expect(ruleOf({ ...environment(made), RULE_TABLE: 'real-jobs' }).table).toBe('real-jobs')
    expect(tableStatement(made).Resource).toEqual({
      'Fn::Sub': [expect.stringMatching(/:table\/\$\{JobsTable\}$/), { JobsTable: imported }],
    })
    expect(made.resources.Dashboard).toHaveProperty('Properties.DashboardBody.Fn::Sub', [
      expect.stringContaining(`"TableName","\${JobsTable}"`),
      { JobsTable: imported },
    ])
  })

  test('of another account is named by its ARN, to the function and to its role', () => {
    const arn = 'arn:aws:dynamodb:eu-west-1:210987654321:table/jobs'
    withTable(arn)
    const made = deployed('live', { region: 'eu-west-1' })
    expect(tableStatement(made).Resource).toBe(arn)
    expect(ruleOf(environment(made)).table).toBe(arn)
    expect(environment(made)).not.toHaveProperty('RULE_TABLE')
    expect(() => deployed('live', { region: 'us-east-1' })).toThrow('table: expected a deployment to eu-west-1')
  })

  test.each([
    ['by its name', 'jobs', { 'Fn::Sub': expect.stringMatching(/:table\/jobs\/index\/by-status$/) }],
    [
      'that another stack exports',
      '{ "Fn::ImportValue": "jobs-table" }',
      {
        'Fn::Sub': [
          expect.stringMatching(/:table\/\$\{JobsTable\}\/index\/by-status$/),
          { JobsTable: { 'Fn::ImportValue': 'jobs-table' } },
        ],
      },
    ],
    [
      'of another account',
      'arn:aws:dynamodb:eu-west-1:210987654321:table/jobs',
      'arn:aws:dynamodb:eu-west-1:210987654321:table/jobs/index/by-status',
    ],
  ])('%s is read in its index and no other place', (_what, table, index) => {
    withTable(`${table}\nindex: by-status`)
    const { resources } = deployed('live', { region: 'eu-west-1' })
    const [ofTable, ofIndex] = Object(resources.JobsPassRole).Properties.Policies[0].PolicyDocument.Statement
    expect(ofTable.Action).toEqual([
      'dynamodb:DescribeTable',
      'dynamodb:PartiQLDelete',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
    ])
    expect(ofIndex).toEqual({ Effect: 'Allow', Action: ['dynamodb:Query', 'dynamodb:Scan'], Resource: index })
  })

  test('that a variable of the framework names is resolved before anything is made of it', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the framework writes its variables so
    withTable('"${ssm:/${sls:stage}/jobs}"')
    const values: Readonly<Record<string, string>> = { 'sls:stage': 'live', 'ssm:/live/jobs': 'live-jobs' }
    const tables = await resolvedTables(rulesDirectory, 'live', async (variable) => values[variable] ?? null)
    const made = deployed('live', { tables })
    expect(ruleOf(environment(made)).table).toBe('live-jobs')
    expect(tableStatement(made).Resource).toEqual({ 'Fn::Sub': expect.stringMatching(/:table\/live-jobs$/) })
  })

  test('that a variable names takes the first source with a value, a text in quotes too', async () => {
    withTable(`"\${env:TABLE, 'other-jobs'}"`)
    const resolved = async (value: string | null) =>
      (await resolvedTables(rulesDirectory, 'dev', async () => value)).get('jobs.yml')
    expect(await resolved(null)).toBe('other-jobs')
    expect(await resolved('$&jobs')).toBe('$&jobs')
  })

  test('that a variable names without a value is refused, by the file', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the framework writes its variables so
    withTable('"${env:TABLE}"')
    await expect(resolvedTables(rulesDirectory, 'dev', async () => null)).rejects.toThrow(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the framework writes its variables so
      'jobs.yml: table: expected a value of ${env:TABLE}, found none',
    )
    expect(() => deployed('dev', { tables: new Map([['jobs.yml', 'no']]) })).toThrow(
      /jobs.yml: table: expected a table name/,
    )
  })
})
