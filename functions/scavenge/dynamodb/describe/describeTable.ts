import { type TableDescription as Described, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ReplicatedTable, TableNotFound } from '../../errors.ts'
import { RequestFailed } from '../../request/failed.ts'
import type { Rule } from '../../rule/rule.ts'
import { foreignOrigin } from '../../sdk/foreignOrigin.ts'
import type { KeyAttribute } from '../../table/item.ts'
import type { TableIndex } from '../../table/tableIndex.ts'
import type { DescribedTable } from '../../table/tableShape.ts'
import { type Asking, askedWithin } from '../askedWithin.ts'
import { failureOf } from '../failure.ts'
import { capacityOf } from './capacity.ts'
import { describedIndex } from './describedIndex.ts'
import { keyAttributes, shapeOf } from './shapeOf.ts'

/** `describeTable`, asked as `askedWithin` does. Throws as it does. */
export async function describeTableWithin(client: DynamoDBClient, rule: Rule, asking: Asking): Promise<DescribedTable> {
  return askedWithin((signal) => describeTable(client, rule, signal), asking)
}

/**
 * What a pass and an estimate need to know of the rule's table, from DescribeTable. Throws TableNotFound, AccessDenied,
 * ReplicatedTable (a global table, unless its consistency is strong or the rule accepts replicas), InvalidRule (the rule's
 * index can't be read), Throttled or RequestFailed.
 */
export async function describeTable(
  client: DynamoDBClient,
  rule: Rule,
  abortSignal: AbortSignal,
): Promise<DescribedTable> {
  const table = await described(client, rule, abortSignal)
  const replicated = (table.Replicas?.length ?? 0) > 0 || table.GlobalTableVersion !== undefined
  if (replicated && table.MultiRegionConsistency !== 'STRONG' && rule.replicas !== 'accepted') {
    throw new ReplicatedTable(
      `table ${rule.table}: expected a table of one Region, found a global table with ${table.Replicas?.length ?? 0} ` +
        "replicas: a delete's condition holds in one Region only and the last writer wins; " +
        'to accept that, write "replicas: accepted" into the rule',
    )
  }
  const capacity = capacityOf(table, rule.index)
  const origin = await foreignOrigin(client)
  const key = keyOf(table)
  const shape = shapeOf(table, key, rule.index)
  const index = rule.index === undefined ? undefined : describedIndex(table, shape, rule, rule.index)
  return {
    name: rule.table,
    identity: identity(table, index),
    arn: table.TableArn ?? rule.table,
    key,
    ...(index && { index }),
    ...(origin !== undefined && { origin }),
    ...(capacity && { capacity }),
    shape,
    items: (shape.read ?? shape).items,
    bytes: (shape.read ?? shape).bytes,
  }
}

async function described(client: DynamoDBClient, rule: Rule, abortSignal: AbortSignal): Promise<Described> {
  let table: Described | undefined
  try {
    table = (await client.send(new DescribeTableCommand({ TableName: rule.table }), { abortSignal })).Table
  } catch (error) {
    throw failureOf(error, { action: 'DescribeTable', table: rule.table })
  }
  if (table === undefined) throw new RequestFailed('UnreadableAnswer')
  return table
}

/** With the key of the index that is read: one that was made anew with another key has other segments. */
function identity(table: Described, index: TableIndex | undefined): string {
  const ofTable = table.TableId ?? `${table.TableArn} ${table.CreationDateTime?.getTime()}`
  return index === undefined ? ofTable : `${ofTable} ${JSON.stringify(index.key.map(({ name, type }) => [name, type]))}`
}

function keyOf(table: Described): readonly KeyAttribute[] {
  const key = keyAttributes(table.KeySchema, table)
  if (key) return key
  const types = table.AttributeDefinitions?.map(({ AttributeType }) => AttributeType)
  throw new TableNotFound(`table: expected key attributes of type S, N or B, found ${String(types)}`)
}
