import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Attributes } from '../../bench/server/attributes.ts'
import { statementTerms } from '../../bench/server/conditions.ts'
import { Refusal } from '../../bench/server/errors.ts'
import { seedKinds } from '../../bench/server/kinds.ts'
import { answer } from '../../bench/server/operations.ts'
import { SyntheticTable } from '../../bench/server/table.ts'
import { countSeed } from '../../cli/engine/seedItems.ts'

const NOW_MS = Date.UTC(2026, 0, 1)
const OLDER_THAN_MS = 48 * 3_600_000
const kinds = seedKinds(NOW_MS, OLDER_THAN_MS)

interface Page {
  readonly Items: readonly Attributes[]
  readonly ScannedCount: number
  readonly LastEvaluatedKey?: Attributes
}

function tableOf(items: number, unitsPerPartition: number | null = null, partitions = 4): SyntheticTable {
  return new SyntheticTable({ items, partitions, unitsPerPartition, latencyMs: 0, spreadMs: 0 }, kinds, 0)
}

function ask(table: SyntheticTable, operation: string, input: object, nowMs = 0) {
  return JSON.parse(answer(table, operation, JSON.stringify({ TableName: 'workers', ...input }), nowMs))
}

function scanAll(table: SyntheticTable, totalSegments: number, input: object): Attributes[] {
  const items: Attributes[] = []
  for (let segment = 0; segment < totalSegments; segment++) {
    let ExclusiveStartKey: Attributes | undefined
    do {
      const request = { Segment: segment, TotalSegments: totalSegments, ExclusiveStartKey, ...input }
      const page: Page = ask(table, 'Scan', request)
      items.push(...page.Items)
      ExclusiveStartKey = page.LastEvaluatedKey
    } while (ExclusiveStartKey !== undefined)
  }
  return items
}

function statement(item: Attributes, more: readonly string[] = []) {
  const { WorkerId, StartTime } = item
  const terms = ['"WorkerId" = ?', '"StartTime" = ?', ...more.map((name) => `"${name}" = ?`)]
  const Parameters = [WorkerId, StartTime, ...more.map((name) => item[name])]
  return { Statement: `DELETE FROM "workers" WHERE ${terms.join(' AND ')}`, Parameters }
}

describe('the synthetic table', () => {
  test('gives every item once, whatever the segments and the limit', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 90 }),
    )
    fc.assert(
      fc.property(sizes, ([items, totalSegments, Limit]) => {
        const found = scanAll(tableOf(items), totalSegments, { Limit })
        expect(new Set(found.map(({ StartTime }) => StartTime?.S)).size).toBe(items)
        expect(found).toHaveLength(items)
      }),
      { numRuns: 60 },
    )
  })

  test('ends a page at a megabyte', () => {
    const page: Page = ask(tableOf(20_000), 'Scan', { Segment: 0, TotalSegments: 1 })
    expect(page.ScannedCount).toBeLessThan(7_000)
    expect(page.LastEvaluatedKey).toBeDefined()
  })

  test('parts no worker between two segments', () => {
    const { layout } = tableOf(1_000)
    for (let segment = 1; segment < 40; segment++) expect(layout.segment(segment, 40)[0] % 8).toBe(0)
  })

  test('shows the projection alone, and what the filter lets through', () => {
    const items = scanAll(tableOf(2_000), 3, {
      FilterExpression: '#c = :n OR #c = :s',
      ProjectionExpression: '#w, #s, #c',
      ExpressionAttributeNames: { '#w': 'WorkerId', '#s': 'StartTime', '#c': 'Completed' },
    })
    expect(items).toHaveLength(countSeed(2_000, NOW_MS, NOW_MS - OLDER_THAN_MS).matched)
    for (const item of items) expect(Object.keys(item)).toEqual(['WorkerId', 'StartTime', 'Completed'])
  })

  test('knows how many items the rule deletes, as the maker of the seed does', () => {
    const { deletable } = countSeed(5_000, NOW_MS, NOW_MS - OLDER_THAN_MS)
    expect(tableOf(5_000).stats().left).toBe(deletable)
  })

  test('holds millions of items in a bit each', () => {
    const table = tableOf(10_000_000)
    const position = 9_999_999
    expect(table.layout.find(table.layout.key(position))).toBe(position)
  })

  test('refuses a start key of another segment', () => {
    const table = tableOf(1_000)
    const input = { Segment: 1, TotalSegments: 2, ExclusiveStartKey: table.layout.key(0) }
    expect(() => ask(table, 'Scan', input)).toThrow(Refusal)
  })
})

describe('a conditional statement', () => {
  const item = (table: SyntheticTable, position = 0) => table.item(position) ?? {}

  test('deletes what still holds the values, once', () => {
    const table = tableOf(100)
    const Statements = [statement(item(table), ['Completed', 'StartExecutionTime'])]
    expect(ask(table, 'BatchExecuteStatement', { Statements }).Responses[0].Error).toBeUndefined()
    expect(ask(table, 'BatchExecuteStatement', { Statements }).Responses[0].Error).toBeUndefined()
    expect(table.stats()).toMatchObject({ deleted: 1, deletes: 2, writeUnits: 2 })
  })

  test('spares what holds another value, and brings the item back', () => {
    const table = tableOf(100)
    const changed = { ...item(table), Completed: { N: '7' } }
    const { Error: error } = ask(table, 'BatchExecuteStatement', { Statements: [statement(changed, ['Completed'])] })
      .Responses[0]
    expect(error).toMatchObject({ Code: 'ConditionalCheckFailed', Item: item(table) })
    expect(table.stats().deleted).toBe(0)
  })

  test('is satisfied by the absence of an attribute only where it is absent', () => {
    const terms = statementTerms('DELETE FROM "t" WHERE "a" = ? AND "b" IS MISSING', [{ S: '1' }])
    expect(terms).toEqual([
      { name: 'a', op: '=', value: { S: '1' } },
      { name: 'b', op: 'absent' },
    ])
  })
})

describe('a partition without capacity', () => {
  const many = (table: SyntheticTable) =>
    Array.from({ length: 25 }, (_, position) => table.item(position) ?? {}).map(
      ({ WorkerId = {}, StartTime = {} }) => ({
        WorkerId,
        StartTime,
      }),
    )

  test('never serves more than its rate and what it keeps for a tenth of a second', () => {
    const table = tableOf(100_000, 1_000, 1)
    const SECONDS = 3
    for (let ms = 0; ms < SECONDS * 1_000; ms++) {
      const Statements = Array.from({ length: 5 }, (_, i) => statement(table.layout.key(ms * 5 + i)))
      ask(table, 'BatchExecuteStatement', { Statements }, ms)
    }
    expect(table.stats().deleted).toBeGreaterThan(SECONDS * 1_000 - 10)
    expect(table.stats().deleted).toBeLessThanOrEqual(SECONDS * 1_000 + 100)
  })

  test('throttles single statements inside a 200', () => {
    const table = tableOf(1_000, 100, 1)
    const Statements = many(table).map((key) => statement(key))
    const codes = ask(table, 'BatchExecuteStatement', { Statements }).Responses.map(
      ({ Error: error }: { Error?: { Code: string } }) => error?.Code,
    )
    expect(codes).toEqual([...Array(10).fill(undefined), ...Array(15).fill('ThrottlingError')])
  })

  test('leaves a part of a BatchWriteItem unprocessed, and throttles the whole where nothing fits', () => {
    const table = tableOf(1_000, 100, 1)
    const RequestItems = { workers: many(table).map((Key) => ({ DeleteRequest: { Key } })) }
    expect(ask(table, 'BatchWriteItem', { RequestItems }).UnprocessedItems.workers).toHaveLength(15)
    expect(() => ask(table, 'BatchWriteItem', { RequestItems })).toThrow(
      expect.objectContaining({ name: 'ThrottlingException' }),
    )
  })

  test('says of a DeleteItem why', () => {
    const table = tableOf(1_000, 10, 1)
    const [first, second] = many(table)
    ask(table, 'DeleteItem', { Key: first })
    const details = { throttlingReasons: [expect.objectContaining({ reason: 'TableWriteKeyRangeThroughputExceeded' })] }
    expect(() => ask(table, 'DeleteItem', { Key: second })).toThrow(expect.objectContaining({ details }))
  })

  test('does not touch the others', () => {
    const table = tableOf(1_000, 10, 4)
    const far = { Key: table.layout.key(999) }
    ask(table, 'DeleteItem', { Key: table.layout.key(0) })
    expect(() => ask(table, 'DeleteItem', far)).not.toThrow()
  })
})
