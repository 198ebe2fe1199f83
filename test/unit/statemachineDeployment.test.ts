import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { deployment } from '../../statemachine/deployment.ts'

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

test('each file in the rules directory is a function, two roles and a state machine of its own', () => {
  addRule('old-jobs.yml')
  addRule('jobs.yaml')
  const { functions, stateMachines, resources } = deployed()
  expect(Object.keys(functions)).toEqual(['jobs', 'old-jobs'])
  expect(Object.values(stateMachines).map(({ name }) => name)).toEqual(['scavenger-dev-jobs', 'scavenger-dev-old-jobs'])
  expect(Object.keys(resources)).toEqual([
    'JobsPassRole',
    'JobsStatesRole',
    'OldDashjobsPassRole',
    'OldDashjobsStatesRole',
  ])
})

test('a rule that says nothing of its deployment gets the defaults and no schedule', () => {
  addRule('jobs.yml')
  const { functions, stateMachines } = deployed()
  expect(functions.jobs).toMatchObject({ memorySize: 512, timeout: 900, logRetentionInDays: 30 })
  expect(functions.jobs).not.toHaveProperty('reservedConcurrency')
  expect(functions.jobs).not.toHaveProperty('tracing')
  expect(stateMachines.Jobs?.events).toEqual([])
})

test('what a rule says of its deployment reaches its function, and its stage its data', () => {
  addRule('jobs.yml', 'memory: 1024\nlogRetentionDays: 7\nreservedConcurrency: 2\nstages: { live: { readers: 3 } }')
  const { functions } = deployed('live')
  expect(functions.jobs).toMatchObject({ memorySize: 1024, logRetentionInDays: 7, reservedConcurrency: 2 })
  const { environment } = functions.jobs as { readonly environment: Record<string, string> }
  expect(environment).toMatchObject({ RULE_NAME: 'jobs', STAGE: 'live' })
  const data = JSON.parse(environment.RULE ?? '')
  expect(data).toMatchObject({ table: 'jobs', readers: 3 })
  expect(data).not.toHaveProperty('stages')
})

test('a schedule is on unless its stage switches it off', () => {
  const off = 'stages: { dev: { schedule: { enabled: false } } }'
  addRule('jobs.yml', `schedule: { expression: "cron(0 3 * * ? *)", timezone: Europe/Berlin }\n${off}`)
  const schedule = { method: 'scheduler', rate: 'cron(0 3 * * ? *)', timezone: 'Europe/Berlin', input: {} }
  expect(deployed('dev').stateMachines.Jobs?.events).toMatchObject([{ schedule: { ...schedule, enabled: false } }])
  expect(deployed('live').stateMachines.Jobs?.events).toMatchObject([{ schedule: { ...schedule, enabled: true } }])
})

test('a pass may decrypt with the key that its rule names, and trace where its rule asks for it', () => {
  const kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b'
  addRule('jobs.yml')
  addRule('secret.yml', `kmsKey: ${kmsKey}\ntracing: true`)
  const { functions, resources } = deployed()
  expect(JSON.stringify(resources.JobsPassRole)).not.toMatch(/kms:|xray:/)
  expect(JSON.stringify(resources.SecretPassRole)).toContain(`"Action":["kms:Decrypt"],"Resource":"${kmsKey}"`)
  expect(JSON.stringify(resources.SecretPassRole)).toContain('xray:PutTraceSegments')
  expect(functions.secret).toHaveProperty('tracing', 'Active')
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

test('two rules whose resources would be the same are refused', () => {
  addRule('old-jobs.yml')
  addRule('oldDashjobs.yml')
  expect(() => deployed()).toThrow(/oldDashjobs.yml: expected a rule name with resources of its own/)
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
