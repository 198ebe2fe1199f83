import type { TableDescription as Described } from '@aws-sdk/client-dynamodb'
import type { Capacity, TableDescription } from '../../table/table.ts'

/** The figures that DescribeTable gives of a table, and in the same form of each of its indexes. */
type Figures = Pick<Described, 'ProvisionedThroughput' | 'OnDemandThroughput' | 'WarmThroughput'>

/**
 * What a table takes at once: its provisioned throughput, else the maximum set for it on demand, else its warm
 * throughput. A delete writes to every index that holds the item, so for writes the smallest figure of the table and its
 * indexes binds. Reads are of the table alone, or of the index `read`, where it has a throughput of its own. Undefined where
 * the engine tells none of the three.
 */
export function capacityOf(table: Described, read?: string): TableDescription['capacity'] {
  const writes = [table, ...(table.GlobalSecondaryIndexes ?? [])].flatMap((figures) => writesOf(figures) ?? [])
  const own = table.GlobalSecondaryIndexes?.find(({ IndexName }) => read !== undefined && IndexName === read)
  const write = writes.length > 0 ? writes.reduce((least, one) => (one.units < least.units ? one : least)) : undefined
  const reads = readsOf(own ?? table)
  return write || reads ? { ...(write && { write }), ...(reads && { read: reads }) } : undefined
}

function writesOf({ ProvisionedThroughput, OnDemandThroughput, WarmThroughput }: Figures): Capacity | undefined {
  return firstTold(
    ProvisionedThroughput?.WriteCapacityUnits,
    OnDemandThroughput?.MaxWriteRequestUnits,
    WarmThroughput?.WriteUnitsPerSecond,
  )
}

function readsOf({ ProvisionedThroughput, OnDemandThroughput, WarmThroughput }: Figures): Capacity | undefined {
  return firstTold(
    ProvisionedThroughput?.ReadCapacityUnits,
    OnDemandThroughput?.MaxReadRequestUnits,
    WarmThroughput?.ReadUnitsPerSecond,
  )
}

/**
 * The first figure above 0. A table on demand has 0 provisioned units; a maximum of -1 is none (both: API reference of
 * DynamoDB, TableDescription and OnDemandThroughput); emulators say a warm throughput of 0.
 */
function firstTold(
  provisioned: number | undefined,
  maximum: number | undefined,
  warm: number | undefined,
): Capacity | undefined {
  if (isTold(provisioned)) return { units: provisioned, from: 'provisioned' }
  if (isTold(maximum)) return { units: maximum, from: 'onDemandThroughput' }
  return isTold(warm) ? { units: warm, from: 'warmThroughput' } : undefined
}

function isTold(units: number | undefined): units is number {
  return units !== undefined && units > 0
}
