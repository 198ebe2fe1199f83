import { fileURLToPath } from 'node:url'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { isTooLong, passEnvironment } from '../functions/scavenge/environment/environment.ts'
import type { Rule } from '../functions/scavenge/rule/rule.ts'
import { deployedDefinition, type FunctionReference } from './definition.ts'
import { demoTableResources } from './demoTable.ts'
import { type DeployedRule, deployedRules } from './deployedRule.ts'
import { FUNCTION_TIMEOUT_SECONDS } from './functionTimeout.ts'
import { alarmResources } from './monitoring/alarms.ts'
import { dashboardResources } from './monitoring/dashboard.ts'
import { passPolicy, role, statesPolicy } from './roles.ts'
import { scheduleNotice, scheduleResources } from './schedule.ts'
import { checkResources } from './stage/checkResources.ts'
import { templateTable } from './stage/templateTable.ts'

const DEFAULT_LOG_RETENTION_DAYS = 30

/** Where Lambda unpacks the archive. */
const ARCHIVE_ROOT = '/var/task/'

const RULES_DIRECTORY = fileURLToPath(new URL('../rules/', import.meta.url))

export interface DeploymentOptions {
  readonly service: string
  readonly stage: string
  /** The project's own `rules` unless told. */
  readonly rulesDirectory?: string
  /** Whether the stack makes an empty table to try the rule `workers` on; false unless told. */
  readonly demoTable?: boolean
  /** Where the stage is deployed; undefined where that is not known, as when it is packaged without a Region. */
  readonly region?: string
  /** The tables that rules name by variables of the framework: the resolved name, by the rule file's name; none unless told. */
  readonly tables?: ReadonlyMap<string, string>
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** The parts of serverless.yml that are made from the rules, with an entry for each rule. */
export interface Deployment {
  readonly functions: Record<string, object>
  readonly stateMachines: Record<string, { readonly definition: StateMachineDefinition } & Record<string, unknown>>
  readonly resources: Record<string, object>
  /** The files that packaging needs in the project's folder, by path: the rules that are too long for an environment. */
  readonly files: Record<string, string>
  /** What the person who deploys should know: one sentence each. */
  readonly notices: readonly string[]
}

/**
 * Makes of each file in the rules directory a function, a state machine, their logs and roles, alarms, and a row of the
 * stage's dashboard. A rule that names a time gets a schedule. Nothing is made for its table, which the stack does not
 * own. Throws an error that names the file where a rule or a name is refused.
 */
export function deployment(options: DeploymentOptions): Deployment {
  const { service, stage, region, nowMs, rulesDirectory = RULES_DIRECTORY, demoTable = false } = options
  const { tables = new Map() } = options
  const rules = deployedRules({ directory: rulesDirectory, service, stage, region, tables })
  const result: Deployment = {
    functions: {},
    stateMachines: {},
    files: Object.fromEntries(rules.flatMap(longRule)),
    resources: dashboardResources(service, stage, rules),
    notices: rules.flatMap((rule) => scheduleNotice(rule, nowMs) ?? []),
  }
  for (const deployed of rules) addRule(result, deployed, nowMs)
  if (demoTable) Object.assign(result.resources, demoTableResources(stage, rules))
  checkResources(rules.length, Object.keys(result.resources).length, rulesDirectory)
  return result
}

/** Where a rule that is too long for the environment is in the project's folder and in the archive. */
function ruleFile({ name }: Rule): string {
  return `.build/rules/${name}.json`
}

function longRule({ rule, data }: DeployedRule): [path: string, json: string][] {
  const json = JSON.stringify(data)
  return isTooLong(json) ? [[ruleFile(rule), json]] : []
}

function addRule({ functions, stateMachines, resources }: Deployment, deployed: DeployedRule, nowMs: number): void {
  const { id, name, rule, schedule } = deployed
  const { tracing = false, permissionsBoundary } = rule.deployment
  const functionArn = { 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] } as const
  functions[rule.name] = passFunction(deployed)
  resources[`${id}PassRole`] = passRole(deployed)
  stateMachines[id] = stateMachine(deployed, functionArn)
  resources[`${id}StatesRole`] = role(
    'states.amazonaws.com',
    statesPolicy(functionArn, name, tracing),
    permissionsBoundary,
  )
  // The prefix /aws/vendedlogs keeps the log out of the account's resource policy, which holds 5,120 characters.
  resources[`${id}ExecutionLog`] = {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: `/aws/vendedlogs/states/${name}`, RetentionInDays: logRetentionDays(rule) },
  }

  if (schedule !== undefined) Object.assign(resources, scheduleResources(deployed, schedule, nowMs))
  Object.assign(resources, alarmResources(deployed))
}

function passFunction(deployed: DeployedRule): object {
  const { id, name, rule, data, stage, memoryMb } = deployed
  const { reservedConcurrency, tracing = false, vpc } = rule.deployment
  const file = ruleFile(rule)
  const variables = passEnvironment({ data, ruleName: rule.name, stage, memoryMb, ruleFile: `${ARCHIVE_ROOT}${file}` })
  const environment = Object.fromEntries(
    Object.entries(variables).map(([variable, value]) => [variable, literally(value)]),
  )
  const { imported } = templateTable(deployed)
  return {
    name,
    handler: 'functions/scavenge/handler.handler',
    description: `One pass of the rule ${rule.name}`,
    timeout: FUNCTION_TIMEOUT_SECONDS,
    memorySize: memoryMb,
    logRetentionInDays: logRetentionDays(rule),
    role: { 'Fn::GetAtt': [`${id}PassRole`, 'Arn'] },
    environment: { ...environment, ...(imported === undefined ? {} : { RULE_TABLE: imported }) },
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    ...(tracing ? { tracing: 'Active' } : {}),
    ...(vpc === undefined ? {} : { vpc }),
  }
}

function passRole(deployed: DeployedRule): object {
  const { id, name, rule } = deployed
  const { kmsKey, tracing = false, permissionsBoundary, vpc } = rule.deployment
  const { arn, indexArn } = templateTable(deployed)
  const policy = passPolicy({
    table: arn,
    index: indexArn,
    stateMachine: name,
    kmsKey,
    logGroupId: `${id}LogGroup`,
    tracing,
    inVpc: vpc !== undefined,
    seesBackups: rule.guards.pointInTimeRecovery === 'required',
  })
  return role('lambda.amazonaws.com', policy, permissionsBoundary)
}

function stateMachine({ id, name, rule }: DeployedRule, functionArn: FunctionReference) {
  return {
    id: `${id}StateMachine`,
    name,
    type: 'STANDARD',
    role: { 'Fn::GetAtt': [`${id}StatesRole`, 'Arn'] },
    definition: deployedDefinition(functionArn),
    // Failures alone, without inputs and outputs: the execution's history has those, and a token holds keys.
    loggingConfig: {
      level: 'ERROR',
      includeExecutionData: false,
      destinations: [{ 'Fn::GetAtt': [`${id}ExecutionLog`, 'Arn'] }],
    },
    ...(rule.deployment.tracing === true ? { tracingConfig: { enabled: true } } : {}),
  }
}

function logRetentionDays(rule: Rule): number {
  return rule.deployment.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS
}

/** The same JSON without `${`, which the framework would read as one of its variables. */
function literally(json: string): string {
  return json.replaceAll('${', '\\u0024{')
}
