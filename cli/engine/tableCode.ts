import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { confirmationCode } from '../../functions/scavenge/confirmation/confirmationCode.ts'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'
import { foreignOrigin } from '../../functions/scavenge/sdk/foreignOrigin.ts'
import type { Endpoint } from './endpoint.ts'

/** The confirmation code of a rule whose table is at this endpoint, as the function computes it. Throws what the client throws. */
export async function tableCode({ client }: Endpoint, rule: Rule): Promise<string> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: rule.table }))
  return confirmationCode(rule, { arn: Table?.TableArn ?? rule.table, origin: await foreignOrigin(client) })
}
