import type { DeployedRule } from './deployedRule.ts'

/** Under which name CloudWatch keeps what the passes count. */
export const METRICS_NAMESPACE = 'DynamoDBScavenger'

/** By what those counts are kept apart. */
export function dimensionsOf({ rule, stage }: DeployedRule): { readonly rule: string; readonly stage: string } {
  return { rule: rule.name, stage }
}
