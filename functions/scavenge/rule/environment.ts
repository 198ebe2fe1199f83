import { InvalidRule } from '../errors.ts'
import { nodeOptions } from './nodeOptions.ts'
import { parseRule, type Rule } from './rule.ts'

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

/** The rule of this environment. Throws InvalidRule. */
export function ruleOf(environment: Readonly<Record<string, string | undefined>>): Rule {
  const { RULE = '', RULE_NAME = '' } = environment
  let data: unknown
  try {
    data = JSON.parse(RULE)
  } catch (cause) {
    throw new InvalidRule(`environment RULE: expected JSON, found ${RULE.length} other characters; deploy again`, {
      cause,
    })
  }
  return parseRule(data, { file: 'environment RULE', name: RULE_NAME })
}
