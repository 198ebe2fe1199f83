import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ConditionalDelete } from '../../../functions/scavenge/dynamodb/conditionalDelete.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import type { TableDescription } from '../../../functions/scavenge/table/table.ts'
import { readDeleteItem } from '../../support/oracle/conditionExpression.ts'
import { readStatement } from '../../support/oracle/partiQLDelete.ts'

type Attributes = Readonly<Record<string, AttributeValue>>

const name = fc.oneof(
  fc.constantFrom('Completed', 'at', 'constructor', '"', '""', 'a" = ? AND "b', 'a.b', '#k', ':d0', 'IS MISSING'),
  fc.string({ minLength: 1, maxLength: 6 }).filter((drawn) => drawn !== '__proto__'),
)
const value = fc.constantFrom<AttributeValue>({ N: '1' }, { N: '2' }, { S: '1' }, { S: '' }, { BOOL: true }, { L: [] })

/** A table's key, the decision attributes (some of them of the key), and items as they were read and as they are. */
const scene = fc
  .record({ names: fc.uniqueArray(name, { minLength: 2, maxLength: 7 }), range: fc.boolean(), keyToo: fc.boolean() })
  .chain(({ names, range, keyToo }) => {
    const key = names.slice(0, range ? 2 : 1)
    const free = names.slice(key.length)
    const decision = keyToo ? [...free, ...key] : free
    const item = fc
      .tuple(fc.tuple(...key.map(() => value)), fc.tuple(...free.map(() => fc.option(value, { nil: undefined }))))
      .map(([keys, frees]): Attributes => Object.fromEntries([...pairs(key, keys), ...pairs(free, frees)]))
    return fc.record({
      key: fc.constant(key),
      decision: fc.constant(decision),
      items: fc.array(fc.tuple(item, item), { minLength: 1, maxLength: 6 }),
    })
  })

function pairs(names: readonly string[], values: readonly (AttributeValue | undefined)[]): [string, AttributeValue][] {
  return names.flatMap((each, index) => {
    const held = values[index]
    return held === undefined ? [] : [[each, held] as [string, AttributeValue]]
  })
}

function tableOf(key: readonly string[]): TableDescription {
  return { name: 'things', identity: 'id', arn: 'arn:id', key: key.map((each) => ({ name: each, type: 'S' })) }
}

function keyOf(item: Item, key: readonly string[]): Attributes {
  return Object.fromEntries(key.map((each) => [each, item[each] ?? { NULL: true }]))
}

function same(names: readonly string[], one: Attributes, other: Attributes): boolean {
  return names.every((each) => JSON.stringify(own(one, each)) === JSON.stringify(own(other, each)))
}

function own(item: Attributes, each: string): AttributeValue | undefined {
  return Object.hasOwn(item, each) ? item[each] : undefined
}

describe('the condition of a delete', () => {
  test('names the item by its key, and holds exactly while every decision attribute is what was read', () => {
    fc.assert(
      fc.property(scene, ({ key, decision, items }) => {
        const conditional = new ConditionalDelete(tableOf(key), decision)
        for (const [read, other] of items) {
          const held = { ...other, ...keyOf(read, key) }
          for (const form of [
            readStatement(conditional.statement(read), key),
            readDeleteItem(conditional.deleteItem(read)),
          ]) {
            expect(form.key).toEqual(keyOf(read, key))
            expect(form.holds(held)).toBe(same(decision, read, held))
            expect(form.holds(read)).toBe(true)
          }
        }
      }),
    )
  })

  test('fails for an item that is gone, even where every decision attribute was absent', () => {
    const conditional = new ConditionalDelete(tableOf(['id']), ['at', 'done'])
    expect(readDeleteItem(conditional.deleteItem({ id: { S: 'x' } })).holds({})).toBe(false)
  })

  test('asks for the item where it fails, so that one that is there is told from one that is gone', () => {
    const conditional = new ConditionalDelete(tableOf(['id']), ['at'])
    const item = { id: { S: 'x' }, at: { N: '1' } }
    expect(conditional.statement(item)).toMatchObject({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })
    expect(conditional.deleteItem(item)).toMatchObject({
      TableName: 'things',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnConsumedCapacity: 'TOTAL',
    })
  })

  test('sends no map of values where there is none to compare with: DynamoDB refuses an empty one', () => {
    const conditional = new ConditionalDelete(tableOf(['id']), ['at'])
    expect(conditional.deleteItem({ id: { S: 'x' } })).not.toHaveProperty('ExpressionAttributeValues')
  })

  test('is never made for an item without its key', () => {
    const conditional = new ConditionalDelete(tableOf(['id', 'when']), ['at'])
    const item = { id: { S: 'x' }, at: { N: '1' } }
    for (const make of [() => conditional.statement(item), () => conditional.deleteItem(item)])
      expect(make).toThrow('key attribute when: expected in every item, found none')
  })
})
