import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { UsageError } from '../shell/failure.ts'
import { PROJECT } from '../shell/project.ts'

/** A rule as one stage runs it. */
export interface StageRule {
  readonly stage: string
  readonly rule: string
}

/** The parts of an execution's ARN. */
export interface ExecutionName extends StageRule {
  readonly arn: string
  readonly region: string
  /** The execution's own name. */
  readonly name: string
}

const { service }: { readonly service: string } = parse(readFileSync(join(PROJECT, 'serverless.yml'), 'utf8'), {
  logLevel: 'error',
})

/** The state machine's name, as statemachine/deployment.ts makes it. */
export function stateMachineName({ stage, rule }: StageRule): string {
  return `${service}-${stage}-${rule}`
}

/** The stage and rule of one of this project's state machines; undefined for any other. A stage has no hyphen. */
export function stageRuleOf(stateMachine: string): StageRule | undefined {
  if (!stateMachine.startsWith(`${service}-`)) return undefined
  const [, stage, rule] = /^([a-z0-9]+)-(.+)$/.exec(stateMachine.slice(service.length + 1)) ?? []
  return stage === undefined || rule === undefined ? undefined : { stage, rule }
}

/** Parses the ARN of an execution of this project. Throws UsageError for any other text. */
export function parseExecutionArn(arn: string): ExecutionName {
  const [, region, stateMachine, name] = /^arn:aws[\w-]*:states:([^:]+):\d+:execution:([^:]+):([^:]+)$/.exec(arn) ?? []
  const stageRule = stageRuleOf(stateMachine ?? '')
  if (region !== undefined && name !== undefined && stageRule) return { arn, region, name, ...stageRule }
  const example = `arn:aws:states:REGION:ACCOUNT:execution:${service}-STAGE-RULE:NAME`
  throw new UsageError(`expected an execution's ARN, ${example}, found "${arn}"; npx scavenge list --json shows them`)
}
