import { InvalidRule } from '../errors.ts'
import { parseRule, type Rule, type RuleSource } from '../rule/rule.ts'
import { isResolved } from '../table/tableReference.ts'
import { nodeOptions } from './nodeOptions.ts'

/** What a pass finds in its environment: the rule, and how Node is to run. */
export interface PassEnvironment {
  readonly RULE: string
  readonly RULE_NAME: string
  readonly STAGE: string
  readonly NODE_OPTIONS: string
}

export interface PassEnvironmentOptions {
  /** The rule file's data with the stage's fields in place. */
  readonly data: unknown
  readonly ruleName: string
  readonly stage: string
  /** MB of the function's memory. */
  readonly memoryMb: number
}

/** The environment of a function that runs the passes of one rule. */
export function passEnvironment({ data, ruleName, stage, memoryMb }: PassEnvironmentOptions): PassEnvironment {
  return { RULE: JSON.stringify(data), RULE_NAME: ruleName, STAGE: stage, NODE_OPTIONS: nodeOptions(memoryMb) }
}

/**
 * The rule of this environment. Where its table is another stack's export, CloudFormation puts the name into RULE_TABLE.
 * Throws InvalidRule.
 */
export function ruleOf(environment: Readonly<Record<string, string | undefined>>): Rule {
  const { RULE = '', RULE_NAME = '', RULE_TABLE: table } = environment
  const source = { file: 'environment RULE', name: RULE_NAME }
  let data: unknown
  try {
    data = JSON.parse(RULE)
  } catch (cause) {
    throw new InvalidRule(`environment RULE: expected JSON, found ${RULE.length} other characters; deploy again`, {
      cause,
    })
  }
  const rule = parseRule(data, source)
  return isResolved(rule.table) ? rule : withTable(Object(data), source, table)
}

function withTable(data: object, source: RuleSource, table: string | undefined): Rule {
  const rule = parseRule({ ...data, table }, { ...source, file: 'environment RULE_TABLE' })
  if (!isResolved(rule.table)) {
    throw new InvalidRule("environment RULE_TABLE: expected the table's name, found a reference to it; deploy again")
  }
  return rule
}
