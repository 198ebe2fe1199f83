import type {
  TableDescription as Described,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
} from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../../table/item.ts'
import type { IndexShape, TableShape } from '../../table/tableShape.ts'

/** What global and local indexes have in common. */
type DescribedIndex = Pick<
  LocalSecondaryIndexDescription,
  'IndexName' | 'KeySchema' | 'Projection' | 'ItemCount' | 'IndexSizeBytes'
>

/**
 * The indexes of a table as a delete is charged for them. An index without a key of known types or with a projection of
 * an unknown kind, and each vector index, is named as not priced. `read`: the index that is read in place of the table.
 */
export function shapeOf(table: Described, key: readonly KeyAttribute[], read?: string): TableShape {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [], VectorIndexes = [] } = table
  const indexes: IndexShape[] = []
  const notPriced = VectorIndexes.map(({ IndexName = '' }) => IndexName)
  for (const index of [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]) {
    const shape = indexShape(index, table)
    if (shape) indexes.push(shape)
    else notPriced.push(index.IndexName ?? '')
  }
  const { ItemCount: items, TableSizeBytes: bytes } = table
  return { key, indexes, notPriced, items, bytes, read: indexes.find(({ name }) => name === read) }
}

/** Key attributes with their types, partition key first; undefined where one has none of the types of a key. */
export function keyAttributes(
  schema: readonly KeySchemaElement[] | undefined,
  { AttributeDefinitions = [] }: Pick<Described, 'AttributeDefinitions'>,
): readonly KeyAttribute[] | undefined {
  const types = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]))
  const attributes: KeyAttribute[] = []
  for (const { AttributeName } of partitionFirst(schema ?? [])) {
    const type = types.get(AttributeName)
    if (AttributeName === undefined || (type !== 'S' && type !== 'N' && type !== 'B')) return undefined
    attributes.push({ name: AttributeName, type })
  }
  return attributes
}

/** An index may have several attributes for a part of its key: each part keeps its order. */
function partitionFirst(schema: readonly KeySchemaElement[]): readonly KeySchemaElement[] {
  return [...schema.filter(({ KeyType }) => KeyType === 'HASH'), ...schema.filter(({ KeyType }) => KeyType !== 'HASH')]
}

function indexShape(index: DescribedIndex, table: Described): IndexShape | undefined {
  const key = keyAttributes(index.KeySchema, table)
  const projected = projectedBy(index)
  if (!key || key.length === 0 || projected === undefined) return undefined
  return { name: index.IndexName ?? '', key, projected, items: index.ItemCount, bytes: index.IndexSizeBytes }
}

function projectedBy({ Projection: { ProjectionType, NonKeyAttributes = [] } = {} }: DescribedIndex) {
  switch (ProjectionType) {
    case 'ALL':
      return 'all' as const
    case 'KEYS_ONLY':
      return []
    case 'INCLUDE':
      return NonKeyAttributes
    default:
      return undefined
  }
}
