import type { DeployedRule } from '../deployedRule.ts'

/** The dimensions of the metrics that the passes log. */
export function dimensionsOf({ rule, stage }: DeployedRule): { readonly rule: string; readonly stage: string } {
  return { rule: rule.name, stage }
}
