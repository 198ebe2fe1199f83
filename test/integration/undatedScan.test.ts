import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { AgeFormat } from '../../functions/scavenge/age/formats/ageFormat.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { undatedScan } from '../../functions/scavenge/rule/undatedScan.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, createTable } from '../support/engines/tables.ts'

const FORMATS: readonly AgeFormat[] = [
  'rfc3339',
  'epochSeconds',
  'epochMilliseconds',
  'epochMicroseconds',
  'epochNanoseconds',
]

/** Each lets the items `a` and `b` through, and not the item `c`. */
const FILTERS = [
  '#done = :yes',
  '(#done = :yes)',
  ' ( #done = :yes ) ',
  '(#done = :yes) OR (#done = :also)',
  '((#done = :yes) OR (#done = :also))',
  '(#done = :yes OR #done = :also) AND attribute_exists(#done)',
  'attribute_exists(#done) AND (#done = :yes OR #done = :also)',
  'NOT (NOT #done = :yes)',
  '#done IN (:yes, :also)',
  'begins_with(#done, :yes)',
  '(#done) = :yes',
]

describeOnEngines(
  'a Scan for undated items',
  (engine) => {
    let client: DynamoDBClient
    beforeAll(async () => {
      client = clientOf(engine.endpoint)
      await createTable(client, 'things', [{ name: 'id', type: 'S' }])
      for (const [id, done] of [
        ['a', 'yes'],
        ['b', 'yes'],
        ['c', 'no'],
      ] as const)
        await client.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: id }, done: { S: done } } }))
    })
    afterAll(() => client.destroy())

    test.each(FILTERS.flatMap((filter) => FORMATS.map((format) => ({ filter, format }))))(
      'is accepted, and lists the items without an age, for the filter "$filter" and the format $format',
      async ({ filter, format }) => {
        const all = { ':yes': 'yes', ':also': 'also' }
        const values = Object.fromEntries(Object.entries(all).filter(([name]) => filter.includes(name)))
        const rule = parseRule(
          {
            table: 'things',
            filter: { expression: filter, names: { '#done': 'done' }, values },
            age: { attribute: 'at', format, olderThan: '1d' },
          },
          { file: 'a test', name: 'things' },
        )
        const answer = undatedScan(rule, Date.UTC(2026, 0, 10), Date.UTC(2026, 0, 11))
        if (!('undatedScan' in answer)) throw new Error(answer.undatedScanLeftOut)
        const { Items = [] } = await client.send(new ScanCommand(answer.undatedScan))
        expect(Items.map(({ id }) => id?.S).toSorted()).toEqual(['a', 'b'])
      },
    )
  },
  ['DynamoDB Local'],
)
