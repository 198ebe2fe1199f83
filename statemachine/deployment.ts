import { fileURLToPath } from 'node:url'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { passEnvironment } from '../functions/scavenge/rule/environment.ts'
import { alarmResources } from './alarms.ts'
import { dashboardResources } from './dashboard.ts'
import { deployedDefinition } from './definition.ts'
import { demoTableResources } from './demoTable.ts'
import { type DeployedRule, deployedRules } from './deployedRule.ts'
import { FUNCTION_TIMEOUT_SECONDS } from './functionTimeout.ts'
import { passPolicy, role, statesPolicy } from './roles.ts'
import { scheduleResources } from './schedule.ts'

const DEFAULT_LOG_RETENTION_DAYS = 30

const RULES_DIRECTORY = fileURLToPath(new URL('../rules/', import.meta.url))

export interface DeploymentOptions {
  readonly service: string
  readonly stage: string
  /** The project's own `rules` unless told. */
  readonly rulesDirectory?: string
  /** Whether the stack makes an empty table to try the rule `workers` on; false unless told. */
  readonly demoTable?: boolean
}

/** The parts of serverless.yml that are made from the rules, with an entry for each rule. */
export interface Deployment {
  readonly functions: Record<string, object>
  readonly stateMachines: Record<string, { readonly definition: StateMachineDefinition } & Record<string, unknown>>
  readonly resources: Record<string, object>
}

/**
 * Makes of each file in the rules directory a function, a state machine, their logs and roles, alarms, and a row of the
 * stage's dashboard. A rule that names a time gets a schedule. Nothing is made for its table, which the stack does not
 * own. Throws an error that names the file where a rule or a name is refused.
 */
export function deployment(options: DeploymentOptions): Deployment {
  const { service, stage, rulesDirectory = RULES_DIRECTORY, demoTable = false } = options
  const rules = deployedRules(rulesDirectory, service, stage)
  const result: Deployment = { functions: {}, stateMachines: {}, resources: dashboardResources(service, stage, rules) }
  for (const deployed of rules) addRule(result, deployed)
  if (demoTable) Object.assign(result.resources, demoTableResources(stage, rules))
  return result
}

function addRule({ functions, stateMachines, resources }: Deployment, deployed: DeployedRule): void {
  const { id, name, rule, schedule, stage, memoryMb } = deployed
  const { kmsKey, reservedConcurrency, tracing = false } = rule.deployment
  const logRetentionDays = rule.deployment.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS
  const functionArn = { 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] } as const
  const environment = Object.fromEntries(
    Object.entries(passEnvironment({ data: deployed.data, ruleName: rule.name, stage, memoryMb })).map(
      ([name, value]) => [name, literally(value)],
    ),
  )

  functions[rule.name] = {
    name,
    handler: 'functions/scavenge/handler.handler',
    description: `One pass of the rule ${rule.name}`,
    timeout: FUNCTION_TIMEOUT_SECONDS,
    memorySize: memoryMb,
    logRetentionInDays: logRetentionDays,
    role: { 'Fn::GetAtt': [`${id}PassRole`, 'Arn'] },
    environment,
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    ...(tracing ? { tracing: 'Active' } : {}),
  }
  resources[`${id}PassRole`] = role(
    'lambda.amazonaws.com',
    passPolicy({ table: rule.table, stateMachine: name, kmsKey, logGroupId: `${id}LogGroup`, tracing }),
  )

  stateMachines[id] = {
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
    ...(tracing ? { tracingConfig: { enabled: true } } : {}),
  }
  resources[`${id}StatesRole`] = role('states.amazonaws.com', statesPolicy(functionArn, name, tracing))
  // The prefix /aws/vendedlogs keeps the log out of the account's resource policy, which holds 5,120 characters.
  resources[`${id}ExecutionLog`] = {
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: `/aws/vendedlogs/states/${name}`, RetentionInDays: logRetentionDays },
  }

  if (schedule !== undefined) Object.assign(resources, scheduleResources(deployed, schedule))
  Object.assign(resources, alarmResources(deployed))
}

/** The same JSON without `${`, which the framework would read as one of its variables. */
function literally(json: string): string {
  return json.replaceAll('${', '\\u0024{')
}
