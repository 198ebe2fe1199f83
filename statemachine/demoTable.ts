import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { DeployedRule } from './deployedRule.ts'

/** The table that the Go version worked on, name and items apart. */
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

/** Where a stack may own a table: nowhere that could hold what somebody needs. */
const STAGE = 'dev'
const RULE = 'workers'

/**
 * The only table that a stack ever owns: an empty one to play with, of the rule `workers` in the stage `dev`. It goes
 * with the stack, and with the first deployment that does not ask for it. Where a table of that name exists already,
 * CloudFormation refuses to make it and leaves that one alone.
 */
export function demoTableResources(stage: string, rules: readonly DeployedRule[]): Record<string, object> {
  const demo = rules.find(({ rule }) => rule.name === RULE)
  if (stage !== STAGE || demo === undefined) {
    throw new Error(`demoTable: expected the stage ${STAGE} and a rule ${RULE}, got the stage "${stage}"`)
  }
  return { DemoTable: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: demo.rule.table, ...SEED_TABLE } } }
}
