import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Log } from '../log.ts'
import { MAX_DELETERS, MAX_READERS } from '../rule/limits.ts'
import type { Rule } from '../rule/rule.ts'
import { dynamoDBClient } from '../sdk/dynamoDBClient.ts'

/** Share of what is left of an invocation that DescribeTable may take, its tries and waits together. */
const DESCRIBE_SHARE = 0.5

/** One invocation of the function, whichever task it is for. */
export interface Invocation {
  readonly rule: Rule
  readonly stage: string
  /** Milliseconds that are left of it. */
  readonly remainingMs: () => number
  readonly log: Log
}

/** The DynamoDB behind a client, and what it was asked already whether it is safe for. */
export interface Engine {
  readonly client: DynamoDBClient
  readonly checked: Set<string>
}

/** The DynamoDB of all tasks. Its client is kept from one invocation to the next. */
export function engineOfTasks(): Engine {
  return { client: dynamoDBClient(MAX_READERS + MAX_DELETERS), checked: new Set() }
}

/** Milliseconds that DescribeTable may take in an invocation that has so many left. */
export function describeMs(remainingMs: number): number {
  return remainingMs * DESCRIBE_SHARE
}
