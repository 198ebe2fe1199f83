import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { membersOf } from '../../../functions/scavenge/reading/conjuncts.ts'
import type { Verdict } from '../../../functions/scavenge/rule/decision.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { RunFailure } from '../../shell/failure.ts'
import { deleteCondition, type Judgement, judged } from '../../verdict/judgement.ts'
import { EngineFilter } from './engineFilter.ts'
import { type IndexEntry, indexEntry } from './indexEntry.ts'

/** Members of a filter that are asked about one by one: each takes a request. */
const MAX_PARTS = 20

/** Why an execution that starts now would treat an item as it would. */
export interface Explanation {
  /** `unseen`: the item is not in the rule's index, so that no execution reads it. */
  readonly verdict: Verdict | 'unmatched' | 'unseen'
  /** Milliseconds since 1970: when the execution would start. */
  readonly startMs: number
  readonly item: Item
  /** Undefined where the rule reads its table. */
  readonly entry: IndexEntry | undefined
  readonly filter: {
    readonly passes: boolean
    readonly operator: 'AND' | 'OR'
    /** The members on the filter's highest level; none where the filter has one alone, or more than 20. */
    readonly parts: readonly { readonly expression: string; readonly passes: boolean }[]
  }
  /** What the rule says of the age, whether the item passes the filter or not. */
  readonly judgement: Judgement
  /** What a delete of the item would depend on. */
  readonly condition: string
}

interface Question {
  readonly rule: Rule
  readonly key: Item
  readonly startMs: number
  /** No item's period is shorter. */
  readonly olderThanMs: number
}

/**
 * Reads the item, consistently, and has the table's own engine evaluate the filter on it. Throws RunFailure
 * `ItemNotFound`, what `indexEntry` throws, and what the client throws.
 */
export async function explanation(client: DynamoDBClient, question: Question): Promise<Explanation> {
  const { rule, key, startMs, olderThanMs } = question
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: rule.table, Key: { ...key }, ConsistentRead: true }),
  )
  if (item === undefined)
    throw new RunFailure('ItemNotFound', `${rule.table}: expected an item with that key, found none`)
  const entry = await indexEntry(client, rule, item)
  const engine = new EngineFilter(client, rule, key)
  const { operator, parts } = membersOf(rule.filter.expression)
  const passes = await engine.passes(rule.filter.expression)
  const asked = parts.length > 1 && parts.length <= MAX_PARTS ? parts : []
  const judgement = judged(rule, item, { startMs, olderThanMs })
  return {
    verdict: verdictOf(entry, passes ? judgement.verdict : 'unmatched'),
    startMs,
    item,
    entry,
    filter: {
      passes,
      operator,
      parts: await Promise.all(
        asked.map(async (expression) => ({ expression, passes: await engine.passes(expression) })),
      ),
    },
    judgement,
    condition: deleteCondition(rule, item, Object.keys(key)),
  }
}

function verdictOf(entry: IndexEntry | undefined, ofItem: Verdict | 'unmatched'): Explanation['verdict'] {
  return entry === undefined || entry.missing.length === 0 ? ofItem : 'unseen'
}
