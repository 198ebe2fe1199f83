/** A rule as one stage deploys it. */
export interface StageRule {
  readonly stage: string
  readonly rule: string
}

const SEGMENT = '[a-z0-9]+'
const STAGE = new RegExp(`^${SEGMENT}(?:-${SEGMENT})*$`)

/** Each hyphen of a stage is written twice, and a rule's name begins with a letter. */
const NAME = new RegExp(`^(${SEGMENT}(?:--${SEGMENT})*)-([a-zA-Z].*)$`)

/** Whether a stage has a name that a deployment takes: lower-case letters and digits, and single hyphens between them. */
export function isStage(stage: string): boolean {
  return STAGE.test(stage)
}

/**
 * SERVICE-STAGE-RULE, with each hyphen of the stage written twice. No other stage and rule have the same name: `a-b` and
 * `c` are `SERVICE-a--b-c`, `a` and `b-c` are `SERVICE-a-b-c`.
 */
export function deployedName(service: string, { stage, rule }: StageRule): string {
  return `${service}-${stage.replaceAll('-', '--')}-${rule}`
}

/** The stage and the rule of a name that `deployedName` made; undefined for any other name. */
export function parseDeployedName(service: string, name: string): StageRule | undefined {
  if (!name.startsWith(`${service}-`)) return undefined
  const [, stage, rule] = NAME.exec(name.slice(service.length + 1)) ?? []
  return stage === undefined || rule === undefined ? undefined : { stage: stage.replaceAll('--', '-'), rule }
}
