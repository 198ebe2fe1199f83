import type { DeployedRule } from '../deployedRule.ts'

/** The dimensions of what the passes count. */
export function dimensionsOf({ rule, stage }: DeployedRule): { readonly rule: string; readonly stage: string } {
  return { rule: rule.name, stage }
}
