import { describe, expect, test } from '@jest/globals'
import { capacityOf } from '../../../../functions/scavenge/dynamodb/describe/capacity.ts'

const provisioned = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({
  ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
})
const warm = (ReadUnitsPerSecond: number, WriteUnitsPerSecond: number) => ({
  WarmThroughput: { ReadUnitsPerSecond, WriteUnitsPerSecond },
})
const onDemand = (MaxReadRequestUnits?: number, MaxWriteRequestUnits?: number) => ({
  OnDemandThroughput: { MaxReadRequestUnits, MaxWriteRequestUnits },
})
const both = (read: number, write: number, from: string) => ({
  read: { units: read, from },
  write: { units: write, from },
})

describe('what a table takes at once', () => {
  test('is what is provisioned, whatever its warm throughput says', () => {
    expect(capacityOf({ ...provisioned(40, 20), ...warm(12_000, 4_000) })).toEqual(both(40, 20, 'provisioned'))
  })

  test('is the maximum set for it on demand, else its warm throughput, each for itself', () => {
    const table = { ...provisioned(0, 0), ...warm(12_000, 4_000) }
    expect(capacityOf({ ...table, ...onDemand(500, 300) })).toEqual(both(500, 300, 'onDemandThroughput'))
    expect(capacityOf(table)).toEqual(both(12_000, 4_000, 'warmThroughput'))
    for (const none of [-1, undefined]) {
      expect(capacityOf({ ...table, ...onDemand(none, 300) })).toEqual({
        read: { units: 12_000, from: 'warmThroughput' },
        write: { units: 300, from: 'onDemandThroughput' },
      })
    }
  })

  test('is nothing told where an engine says nothing, or 0', () => {
    expect(capacityOf({})).toBeUndefined()
    expect(capacityOf({ ...provisioned(0, 0), ...onDemand(-1, -1), ...warm(0, 0) })).toBeUndefined()
  })

  test('is for writes the smallest figure of the table and its indexes, for reads the table’s', () => {
    const table = { ...provisioned(0, 0), ...warm(12_000, 4_000) }
    const GlobalSecondaryIndexes = [
      { ...warm(1_000, 8_000) },
      { ...warm(12_000, 4_000), ...onDemand(undefined, 100) },
      {}, // tells nothing
    ]
    expect(capacityOf({ ...table, GlobalSecondaryIndexes })).toEqual({
      read: { units: 12_000, from: 'warmThroughput' },
      write: { units: 100, from: 'onDemandThroughput' },
    })
  })
})
