import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

const OLDER_THAN_MS = 48 * 3_600_000

/** The pages of one segment: the keys that the seed's rule deletes. Reads whole items by the filter, as the seed does. */
export async function* scanSegment(
  client: DynamoDBClient,
  segment: number,
  totalSegments: number,
): AsyncGenerator<Item[], void, void> {
  const cutoffMs = Date.now() - OLDER_THAN_MS
  let startKey: Item | undefined
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: 'workers',
        Segment: segment,
        TotalSegments: totalSegments,
        FilterExpression: '#completed = :number OR #completed = :string',
        ExpressionAttributeNames: { '#completed': 'Completed' },
        ExpressionAttributeValues: { ':number': { N: '1' }, ':string': { S: '1' } },
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    )
    yield (page.Items ?? []).filter((item) => isOld(item, cutoffMs)).map(keyOf)
    startKey = page.LastEvaluatedKey
  } while (startKey)
}

function isOld({ StartExecutionTime }: Item, cutoffMs: number): boolean {
  const ms = Date.parse(StartExecutionTime?.S ?? '')
  return ms > 1e12 && ms <= cutoffMs && StartExecutionTime?.S !== '2024-02-30T10:00:00Z'
}

function keyOf({ WorkerId, StartTime }: Item): Item {
  if (!WorkerId || !StartTime) throw new Error('expected the key in every item')
  return { WorkerId, StartTime }
}
