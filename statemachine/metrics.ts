import type { DeployedRule } from './deployedRule.ts'

/** CloudWatch's namespace for what the passes count. */
export const METRICS_NAMESPACE = 'DynamoDBScavenger'

/** The dimensions of those counts. */
export function dimensionsOf({ rule, stage }: DeployedRule): { readonly rule: string; readonly stage: string } {
  return { rule: rule.name, stage }
}
