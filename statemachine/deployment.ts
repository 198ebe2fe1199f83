import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { passEnvironment } from '../functions/scavenge/environment.ts'
import type { Rule } from '../functions/scavenge/rule.ts'
import { readRuleFile } from '../functions/scavenge/ruleFile.ts'
import { loadDefinition } from './definition.ts'
import { passPolicy, role, statesPolicy } from './roles.ts'

/** Seconds: Lambda's own bound. The task's TimeoutSeconds in scavenge.asl.yml is this and 60. */
export const FUNCTION_TIMEOUT_SECONDS = 900

/** MB: what the parallel run of the Go version had. */
const DEFAULT_MEMORY_MB = 512

const DEFAULT_LOG_RETENTION_DAYS = 30

/** Characters: Lambda's bound of a function's name and EventBridge Scheduler's of a schedule's. Step Functions takes 80. */
const MAX_NAME_LENGTH = 64

const RULES_DIRECTORY = fileURLToPath(new URL('../rules/', import.meta.url))

export interface DeploymentOptions {
  readonly service: string
  readonly stage: string
  /** Where the rule files are. */
  readonly rulesDirectory?: string
}

/** What serverless.yml takes over: an entry per rule in each. */
export interface Deployment {
  readonly functions: Record<string, object>
  readonly stateMachines: Record<string, { readonly definition: StateMachineDefinition } & Record<string, unknown>>
  readonly resources: Record<string, object>
}

/**
 * One function, two roles, one state machine and at most one schedule for each file in the rules directory, and nothing
 * for the table: the stack never owns what it deletes from. Names are SERVICE-STAGE-RULE; a stage without a hyphen keeps
 * them apart whatever the rules are called. Throws an error that names the file for a rule or a name that is refused.
 */
export function deployment({ service, stage, rulesDirectory = RULES_DIRECTORY }: DeploymentOptions): Deployment {
  if (!/^[a-z0-9]+$/.test(stage)) {
    throw new Error(
      `stage: expected lower-case letters and digits, so that no two deployments share a name; got "${stage}"`,
    )
  }
  const files = readdirSync(rulesDirectory).filter((file) => ['.yml', '.yaml'].includes(extname(file)))
  if (files.length === 0) throw new Error(`${rulesDirectory}: expected at least one rule file, NAME.yml`)

  const result: Deployment = { functions: {}, stateMachines: {}, resources: {} }
  for (const file of files.sort()) addRule(result, { service, stage, path: join(rulesDirectory, file) })
  return result
}

function addRule(result: Deployment, at: { readonly service: string; readonly stage: string; readonly path: string }) {
  const { data, rule } = readRuleFile(at.path, at.stage)
  const name = `${at.service}-${at.stage}-${rule.name}`
  if (name.length > MAX_NAME_LENGTH) {
    throw new Error(`${at.path}: expected at most ${MAX_NAME_LENGTH} characters in "${name}", got ${name.length}`)
  }
  // As the framework derives a function's logical id from its key: Workers and workers would be one.
  const id = `${rule.name.charAt(0).toUpperCase()}${rule.name.slice(1).replaceAll('-', 'Dash')}`
  if (id in result.stateMachines) {
    throw new Error(`${at.path}: expected a rule name with resources of its own, but ${id} is another rule's too`)
  }
  const { schedule, memory, kmsKey, logRetentionDays, reservedConcurrency, tracing } = rule.deployment

  const functionArn = { 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] } as const
  const environment = Object.fromEntries(
    Object.entries(passEnvironment(data, rule.name, at.stage)).map(([name, value]) => [name, literally(value)]),
  )

  result.functions[rule.name] = {
    name,
    handler: 'functions/scavenge/handler.handler',
    description: `One pass of the rule ${rule.name}`,
    timeout: FUNCTION_TIMEOUT_SECONDS,
    memorySize: memory ?? DEFAULT_MEMORY_MB,
    logRetentionInDays: logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
    role: { 'Fn::GetAtt': [`${id}PassRole`, 'Arn'] },
    environment,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    ...(tracing ? { tracing: 'Active' } : {}),
  }
  result.resources[`${id}PassRole`] = role(
    'lambda.amazonaws.com',
    passPolicy({ table: rule.table, kmsKey, logGroupId: `${id}LogGroup`, tracing: tracing === true }),
  )
  result.resources[`${id}StatesRole`] = role('states.amazonaws.com', statesPolicy(functionArn))
  // Without loggingConfig: log delivery needs eight actions on '*', and the history of a Standard execution is kept for
  // 90 days anyway.
  result.stateMachines[id] = {
    id: `${id}StateMachine`,
    name,
    type: 'STANDARD',
    role: { 'Fn::GetAtt': [`${id}StatesRole`, 'Arn'] },
    definition: loadDefinition(functionArn),
    events: schedules(name, schedule),
  }
}

/** The state machine's events: one, or none where the rule names no time. A stage switches it off by `enabled`. */
function schedules(name: string, schedule: Rule['deployment']['schedule']): readonly object[] {
  if (schedule?.expression === undefined) return []
  const { expression, timezone, enabled = true } = schedule
  const time = timezone === undefined ? {} : { timezone }
  return [{ schedule: { name, method: 'scheduler', rate: expression, ...time, enabled, input: {} } }]
}

/** The same JSON without `${`, which the framework would take for a variable of its own. */
function literally(json: string): string {
  return json.replaceAll('${', '\\u0024{')
}
