import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { DEFAULT_MEMORY_MB } from '../functions/scavenge/rule/limits.ts'
import type { Rule } from '../functions/scavenge/rule/rule.ts'
import { readRuleFile } from '../functions/scavenge/rule/ruleFile.ts'

/** Characters: the limit of Lambda for a function's name, and of EventBridge Scheduler for a schedule's. */
const MAX_NAME_LENGTH = 64

/** In this stage no schedule is on, unless the rule's fields for the stage say `schedule: { enabled: true }`. */
const STAGE_WITHOUT_SCHEDULE = 'dev'

/** A rule file as one stage deploys it. */
export interface DeployedRule {
  readonly stage: string
  readonly rule: Rule
  /** The rule as plain data, for the environment of its function. */
  readonly data: unknown
  /** SERVICE-STAGE-RULE: the name, or the start of the name, of each of the rule's resources in the account. */
  readonly name: string
  /** The start of the logical ids of its resources. */
  readonly id: string
  readonly memoryMb: number
  /** undefined where the rule names no time. */
  readonly schedule: Schedule | undefined
}

export interface Schedule {
  /** `rate(…)`, `cron(…)` or `at(…)` of EventBridge Scheduler. */
  readonly expression: string
  /** An IANA time zone; UTC where undefined. */
  readonly timezone: string | undefined
  readonly enabled: boolean
}

/**
 * The rules of a directory as `stage` deploys them, in the order of their files' names. A stage has no hyphen, so that
 * two stages never share a name, whatever the rules are called. Throws an error that names the file where a rule or a
 * name is refused.
 */
export function deployedRules(directory: string, service: string, stage: string): readonly DeployedRule[] {
  if (!/^[a-z0-9]+$/.test(stage)) {
    throw new Error(
      `stage: expected lower-case letters and digits, so that no two deployments share a name; got "${stage}"`,
    )
  }
  const files = readdirSync(directory).filter(isRuleFile).sort()
  if (files.length === 0) throw new Error(`${directory}: expected at least one rule file, NAME.yml`)

  const taken = new Map<string, string>()
  return files.map((file) => {
    const path = join(directory, file)
    const deployed = deployedRule(path, service, stage)
    const other = taken.get(deployed.id.toLowerCase())
    if (other !== undefined) {
      throw new Error(
        `${path}: expected a rule name with resources of its own, but those of ${other} would be the same`,
      )
    }
    taken.set(deployed.id.toLowerCase(), file)
    return deployed
  })
}

/** Any spelling of the endings of YAML files: one in capitals is refused later, with a message, instead of ignored. */
function isRuleFile(file: string): boolean {
  return !file.startsWith('.') && ['.yml', '.yaml'].includes(extname(file).toLowerCase())
}

function deployedRule(path: string, service: string, stage: string): DeployedRule {
  const { data, rule, overrides } = readRuleFile(path, stage)
  const name = `${service}-${stage}-${rule.name}`
  if (name.length > MAX_NAME_LENGTH) {
    throw new Error(`${path}: expected at most ${MAX_NAME_LENGTH} characters in "${name}", got ${name.length}`)
  }
  // The framework derives a function's logical id from its key in the same way.
  const id = `${rule.name.charAt(0).toUpperCase()}${rule.name.slice(1).replaceAll('-', 'Dash')}`
  const { expression, timezone, enabled = true } = rule.deployment.schedule ?? {}
  const on = stage === STAGE_WITHOUT_SCHEDULE ? overrides.schedule?.enabled === true : enabled
  const schedule = expression === undefined ? undefined : { expression, timezone, enabled: on }
  return { stage, rule, data, name, id, memoryMb: rule.deployment.memory ?? DEFAULT_MEMORY_MB, schedule }
}
