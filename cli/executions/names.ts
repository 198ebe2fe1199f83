import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { deployedName, parseDeployedName, type StageRule } from '../../statemachine/stage/deployedName.ts'
import { UsageError } from '../shell/failure.ts'
import { PROJECT } from '../shell/project.ts'

export type { StageRule } from '../../statemachine/stage/deployedName.ts'

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

/** The state machine's name, as a deployment makes it: SERVICE-STAGE-RULE, a hyphen of the stage written twice. */
export function stateMachineName(stageRule: StageRule): string {
  return deployedName(service, stageRule)
}

/** The stage and rule of one of this project's state machines; undefined for any other. */
export function stageRuleOf(stateMachine: string): StageRule | undefined {
  return parseDeployedName(service, stateMachine)
}

/** Parses the ARN of an execution of this project. Throws UsageError for any other text. */
export function parseExecutionArn(arn: string): ExecutionName {
  const [, region, stateMachine, name] = /^arn:aws[\w-]*:states:([^:]+):\d+:execution:([^:]+):([^:]+)$/.exec(arn) ?? []
  const stageRule = stageRuleOf(stateMachine ?? '')
  if (region !== undefined && name !== undefined && stageRule) return { arn, region, name, ...stageRule }
  const example = `arn:aws:states:REGION:ACCOUNT:execution:${service}-STAGE-RULE:NAME`
  throw new UsageError(`expected an execution's ARN, ${example}, found "${arn}"; npx scavenge list --json shows them`)
}
