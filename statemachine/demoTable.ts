import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { DeployedRule } from './deployedRule.ts'

/** The seed's table, without its name and its items. */
export const SEED_TABLE: Omit<CreateTableCommandInput, 'TableName'> = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'WorkerId', AttributeType: 'N' },
    { AttributeName: 'StartTime', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'WorkerId', KeyType: 'HASH' },
    { AttributeName: 'StartTime', KeyType: 'RANGE' },
  ],
}

/** The only stage whose stack may own a table, because its data may be lost. */
const STAGE = 'dev'
const RULE = 'workers'

/**
 * The only table that a stack ever owns: an empty one to try the rule `workers` on, in the stage `dev`. It is deleted
 * with the stack, and by the first deployment that does not ask for it. If a table of that name exists already,
 * CloudFormation refuses to make another and leaves the existing one alone.
 */
export function demoTableResources(stage: string, rules: readonly DeployedRule[]): Record<string, object> {
  const demo = rules.find(({ rule }) => rule.name === RULE)
  if (stage !== STAGE || demo === undefined) {
    throw new Error(`demoTable: expected the stage ${STAGE} and a rule ${RULE}, got the stage "${stage}"`)
  }
  return { DemoTable: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: demo.rule.table, ...SEED_TABLE } } }
}
