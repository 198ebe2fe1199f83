import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SEED_TABLE } from '../../statemachine/demoTable.ts'
import { fillTable } from './fillTable.ts'
import { countSeed, type SeedCounts, seedItem } from './seedItems.ts'

interface SeedOptions {
  readonly client: DynamoDBClient
  readonly table: string
  readonly items: number
  /** Milliseconds of the epoch; every age is relative to it. */
  readonly nowMs: number
  readonly signal: AbortSignal
  /** Called after each batch with the number of items loaded so far. */
  readonly onLoaded?: (items: number) => void
}

/**
 * Makes the demo table and fills it. Nearly all of its items are finished work and old. One in 39 is not deleted: some of
 * these are not completed, some young, and a few undated for each reason. The same number of items always gives the same
 * items, except for their times. Returns what a run must find there, given its cutoff. Throws what the client throws.
 */
export async function makeSeedTable(options: SeedOptions): Promise<(cutoffMs: number) => SeedCounts> {
  const { client, table, items, nowMs, signal, onLoaded } = options
  const itemAt = (index: number) => seedItem(index, nowMs)
  await fillTable(client, { TableName: table, ...SEED_TABLE }, { items, itemAt, signal, onLoaded })
  return (cutoffMs) => countSeed(items, nowMs, cutoffMs)
}
