import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect } from '@jest/globals'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { type AnyItem, readItems } from '../engines/tables.ts'
import { countFates, type Fate } from './fates.ts'

export interface Made {
  readonly fate: Fate
  readonly item: AnyItem
}

/** The table holds exactly the items that were not to be deleted, each as it was made. */
export async function expectLeft(client: DynamoDBClient, table: string, kept: readonly Made[]): Promise<void> {
  const left = await readItems(client, table)
  expect(idsOf(left)).toEqual(idsOf(kept.map(({ item }) => item)))
  const made = new Map(kept.map(({ item }) => [idOf(item), item]))
  for (const item of left) expect(withoutNumbers(item)).toEqual(withoutNumbers(made.get(idOf(item)) ?? {}))
}

/** Candidates in one delete request at most. */
const BATCH = 25

/**
 * The table and the last answer's ledger are what the made items say. `answers`: of all passes.
 * A delete that was unanswered or lost its answer when its pass ended may be done and in no count.
 */
export async function expectOracle(
  client: DynamoDBClient,
  table: string,
  made: readonly Made[],
  answers: readonly PassResult[],
): Promise<void> {
  const last = answers.at(-1)
  if (last === undefined) throw new Error('expected at least one answer')
  const { status, ledger } = last
  await expectLeft(
    client,
    table,
    made.filter(({ fate }) => fate !== 'deleted'),
  )
  const { unmatched, deleted, ...others } = countFates(made)
  const unanswered = answers.reduce((sum, { trouble: { Throttled, ...failed } }) => sum + total(failed), 0)
  const counted = 'deleted' in ledger ? ledger.deleted : Number.NaN
  const uncounted = deleted - counted
  expect(status).toBe('complete')
  expect(uncounted).toBeGreaterThanOrEqual(0)
  expect(uncounted).toBeLessThanOrEqual(BATCH * unanswered)
  expect(ledger).toMatchObject({
    ...others,
    matched: made.length - unmatched - uncounted,
    spared: 0,
    failed: 0,
    abandoned: 0,
  })
  expect(ledger.scanned).toBeGreaterThanOrEqual(made.length)
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** `Id`s in order. */
export function idsOf(items: readonly AnyItem[]): number[] {
  return items.map(idOf).sort((a, b) => a - b)
}

function idOf({ Id }: AnyItem): number {
  return Number(Id?.N)
}

/** DynamoDB may write a number in another way; which item it is, its Id says. */
function withoutNumbers(item: AnyItem): AnyItem {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value.N === undefined))
}
