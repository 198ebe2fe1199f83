import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseRfc3339 } from '../functions/scavenge/age/formats/rfc3339.ts'
import { DEFAULT_MEMORY_MB } from '../functions/scavenge/rule/limits.ts'
import { parseRule, type Rule } from '../functions/scavenge/rule/rule.ts'
import { type LoadedRule, readRuleFile } from '../functions/scavenge/rule/ruleFile.ts'
import { parseTableArn } from '../functions/scavenge/table/tableArn.ts'
import { deployedName, isStage } from './stage/deployedName.ts'

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

/** What the rules of a directory are deployed as. */
export interface DeployedRulesOptions {
  readonly service: string
  readonly stage: string
  /** Where the rule files are. */
  readonly directory: string
  /** Where the stage is deployed; undefined where that is not known yet. */
  readonly region: string | undefined
  /** The tables that rules name by variables of the framework: the resolved name, by the rule file's name. */
  readonly tables: ReadonlyMap<string, string>
}

export interface Schedule {
  /** `rate(…)`, `cron(…)` or `at(…)` of EventBridge Scheduler. */
  readonly expression: string
  /** An IANA time zone; UTC where undefined. */
  readonly timezone: string | undefined
  /** Milliseconds since 1970 before which nothing starts; undefined where the rule names no such time. */
  readonly startMs: number | undefined
  readonly enabled: boolean
}

/**
 * The rules of a directory as a stage deploys them, in the order of their files' names. Throws an error that names the
 * file where a rule, a name or the Region is refused.
 */
export function deployedRules(options: DeployedRulesOptions): readonly DeployedRule[] {
  const { directory, stage } = options
  if (!isStage(stage)) {
    throw new Error(
      `stage: expected lower-case letters and digits, with single hyphens between them, so that no two deployments ` +
        `share a name; got "${stage}"`,
    )
  }
  const files = readdirSync(directory).filter(isRuleFile).sort()
  if (files.length === 0) throw new Error(`${directory}: expected at least one rule file, NAME.yml`)

  const taken = new Map<string, string>()
  return files.map((file) => {
    const deployed = deployedRule(file, options)
    const other = taken.get(deployed.id.toLowerCase())
    if (other !== undefined) {
      throw new Error(
        `${join(directory, file)}: expected a rule name with resources of its own, but those of ${other} would be the same`,
      )
    }
    taken.set(deployed.id.toLowerCase(), file)
    return deployed
  })
}

/**
 * Whether a file of that name, without its folder, is a rule. Any spelling of the endings of YAML files counts: one in
 * capitals is refused later, with a message, and not ignored. NAME.examples.yml has the examples of the rule NAME.
 */
export function isRuleFile(file: string): boolean {
  return /\.ya?ml$/i.test(file) && !/^\.|\.examples\.ya?ml$/i.test(file)
}

function deployedRule(file: string, options: DeployedRulesOptions): DeployedRule {
  const { service, stage, directory } = options
  const path = join(directory, file)
  const { data, rule, overrides } = loaded(path, stage, options.tables.get(file))
  checkRegion(path, rule, options.region)
  const name = deployedName(service, { stage, rule: rule.name })
  if (name.length > MAX_NAME_LENGTH) {
    throw new Error(`${path}: expected at most ${MAX_NAME_LENGTH} characters in "${name}", got ${name.length}`)
  }
  return {
    stage,
    rule,
    data,
    name,
    // The framework derives a function's logical id from its key in the same way.
    id: `${rule.name.charAt(0).toUpperCase()}${rule.name.slice(1).replaceAll('-', 'Dash')}`,
    memoryMb: rule.deployment.memory ?? DEFAULT_MEMORY_MB,
    schedule: scheduleOf(rule, stage, overrides.schedule?.enabled === true),
  }
}

/** The rule of a file, with the table's name in place of the variables that named it. */
function loaded(path: string, stage: string, table: string | undefined): LoadedRule {
  const { data, rule, overrides } = readRuleFile(path, stage)
  if (table === undefined) return { data, rule, overrides }
  const resolved = { ...data, table }
  return { data: resolved, rule: parseRule(resolved, { file: path, name: rule.name }), overrides }
}

/** A rule and its table are in the Region of the stage: DynamoDB takes no request for a table of another Region. */
function checkRegion(path: string, rule: Rule, region: string | undefined): void {
  const named = [
    ['region', rule.deployment.region],
    ['table', parseTableArn(rule.table)?.region],
  ] as const
  for (const [field, expected] of named) {
    if (region === undefined || expected === undefined || expected === region) continue
    throw new Error(
      `${path}: ${field}: expected a deployment to ${expected}, found one to ${region}: name the Region by --region, ` +
        'or correct the rule',
    )
  }
}

function scheduleOf(rule: Rule, stage: string, isOnForStage: boolean): Schedule | undefined {
  const { expression, timezone, startDate, enabled = true } = rule.deployment.schedule ?? {}
  if (expression === undefined) return undefined
  return {
    expression,
    timezone,
    startMs: startDate === undefined ? undefined : parseRfc3339(startDate)?.ms,
    enabled: stage === STAGE_WITHOUT_SCHEDULE ? isOnForStage : enabled,
  }
}
