import { readFileSync } from 'node:fs'
import { InvalidRule } from '../errors.ts'
import { MAX_ENVIRONMENT_RULE_BYTES } from '../rule/limits.ts'
import { parseRule, type Rule, type RuleSource } from '../rule/rule.ts'
import { isResolved } from '../table/tableReference.ts'
import { nodeOptions } from './nodeOptions.ts'

/** Where a pass finds its rule: in its environment, or where that has no room for it, in a file. */
type RuleVariable = { readonly RULE: string } | { readonly RULE_FILE: string }

/** What a pass finds in its environment: the rule, and how Node is to run. */
export type PassEnvironment = RuleVariable & {
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
  /**
   * Absolute path at which the function finds a rule that `isTooLong` for Lambda's environment. Without it the rule is in
   * the environment, whatever its length.
   */
  readonly ruleFile?: string
}

/** The environment of a function that runs the passes of one rule. */
export function passEnvironment(options: PassEnvironmentOptions): PassEnvironment {
  const { data, ruleName, stage, memoryMb, ruleFile } = options
  const json = JSON.stringify(data)
  const rule = ruleFile !== undefined && isTooLong(json) ? { RULE_FILE: ruleFile } : { RULE: json }
  return { ...rule, RULE_NAME: ruleName, STAGE: stage, NODE_OPTIONS: nodeOptions(memoryMb) }
}

/** Whether the environment has no room for a rule, so that it has to be in a file. */
export function isTooLong(json: string): boolean {
  return Buffer.byteLength(json) > MAX_ENVIRONMENT_RULE_BYTES
}

/**
 * The rule of this environment. Where its table is another stack's export, CloudFormation puts the name into RULE_TABLE.
 * Throws InvalidRule.
 */
export function ruleOf(environment: Readonly<Record<string, string | undefined>>): Rule {
  const { RULE_NAME = '', RULE_TABLE: table, RULE_FILE } = environment
  const variable = RULE_FILE === undefined ? 'RULE' : 'RULE_FILE'
  const source = { file: `environment ${variable}`, name: RULE_NAME }
  const json = jsonOf(environment)
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch (cause) {
    throw new InvalidRule(
      `environment ${variable}: expected JSON, found ${json.length} other characters; deploy again`,
      {
        cause,
      },
    )
  }
  const rule = parseRule(data, source)
  return isResolved(rule.table) ? rule : withTable(Object(data), source, table)
}

function jsonOf({ RULE = '', RULE_FILE }: Readonly<Record<string, string | undefined>>): string {
  if (RULE_FILE === undefined) return RULE
  try {
    return readFileSync(RULE_FILE, 'utf8')
  } catch (cause) {
    throw new InvalidRule(`environment RULE_FILE: expected a readable file, found none; deploy again`, { cause })
  }
}

function withTable(data: object, source: RuleSource, table: string | undefined): Rule {
  const rule = parseRule({ ...data, table }, { ...source, file: 'environment RULE_TABLE' })
  if (!isResolved(rule.table)) {
    throw new InvalidRule("environment RULE_TABLE: expected the table's name, found a reference to it; deploy again")
  }
  return rule
}
