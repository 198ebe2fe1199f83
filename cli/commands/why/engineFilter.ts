import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { used } from '../../../functions/scavenge/reading/cutFilter.ts'
import { parenthesised } from '../../../functions/scavenge/rule/filter.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'

/** The rule's filter, or a part of it, as the table's own engine evaluates it on one item. */
export class EngineFilter {
  readonly #client: DynamoDBClient
  readonly #rule: Pick<Rule, 'table' | 'filter'>
  readonly #key: Item

  constructor(client: DynamoDBClient, rule: Pick<Rule, 'table' | 'filter'>, key: Item) {
    this.#client = client
    this.#rule = rule
    this.#key = key
  }

  /**
   * Whether the item passes an expression made of the filter's placeholders. A Query tells it, whose filter DynamoDB
   * lets name no attribute of the key: there a ConditionCheck does, which writes nothing, and on an engine that has
   * none a Scan. Throws what the client throws.
   */
  async passes(expression: string): Promise<boolean> {
    const { filter } = this.#rule
    const names = used(filter.names, expression)
    const values = used(filter.values, expression)
    const namesKey = Object.values(names).some((name) => Object.hasOwn(this.#key, name))
    if (!namesKey) return this.#query({ expression, names, values })
    return (await this.#check({ expression, names, values })) ?? this.#scan({ expression, names, values })
  }

  async #query({ expression, names, values }: Expression): Promise<boolean> {
    const key = this.#keyTerms(names, values)
    const { Count = 0 } = await this.#client.send(
      new QueryCommand({
        TableName: this.#rule.table,
        ConsistentRead: true,
        KeyConditionExpression: key.expression,
        FilterExpression: expression,
        ExpressionAttributeNames: { ...names, ...key.names },
        ExpressionAttributeValues: { ...values, ...key.values },
      }),
    )
    return Count > 0
  }

  /** Undefined where the engine has no transactions. */
  async #check({ expression, names, values }: Expression): Promise<boolean | undefined> {
    const check = {
      TableName: this.#rule.table,
      Key: { ...this.#key },
      ConditionExpression: expression,
      ExpressionAttributeNames: { ...names },
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
    }
    try {
      await this.#client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: check }] }))
      return true
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        if (error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return false
      }
      if (error instanceof Error && error.name === 'UnknownOperationException') return undefined
      throw error
    }
  }

  async #scan({ expression, names, values }: Expression): Promise<boolean> {
    const key = this.#keyTerms(names, values)
    let startKey: Record<string, AttributeValue> | undefined
    do {
      const page = await this.#client.send(
        new ScanCommand({
          TableName: this.#rule.table,
          ConsistentRead: true,
          FilterExpression: `${parenthesised(expression)} AND ${key.expression}`,
          ExpressionAttributeNames: { ...names, ...key.names },
          ExpressionAttributeValues: { ...values, ...key.values },
          ...(startKey && { ExclusiveStartKey: startKey }),
        }),
      )
      if ((page.Count ?? 0) > 0) return true
      startKey = page.LastEvaluatedKey
    } while (startKey)
    return false
  }

  #keyTerms(names: object, values: object): Expression {
    const terms = Object.entries(this.#key).map(([name, value], index) => ({
      placeholder: unused(`key${index}`, names, values),
      name,
      value,
    }))
    return {
      expression: terms.map(({ placeholder }) => `#${placeholder} = :${placeholder}`).join(' AND '),
      names: Object.fromEntries(terms.map(({ placeholder, name }) => [`#${placeholder}`, name])),
      values: Object.fromEntries(terms.map(({ placeholder, value }) => [`:${placeholder}`, value])),
    }
  }
}

interface Expression {
  readonly expression: string
  readonly names: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, AttributeValue>>
}

function unused(word: string, names: object, values: object): string {
  return `#${word}` in names || `:${word}` in values ? unused(`${word}_`, names, values) : word
}
