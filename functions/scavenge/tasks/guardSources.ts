import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { pointInTimeRecovery } from '../dynamodb/describe/pointInTimeRecovery.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import { pastExecutions } from '../execution/others/pastExecutions.ts'
import type { GuardSources } from '../guard/judgeAtBegin.ts'
import { PAST_TO_READ } from '../guard/surge.ts'
import { stepFunctionsClient } from '../sdk/stepFunctionsClient.ts'
import { realClock } from '../waiting/clock.ts'
import { describeMs, type Invocation } from './invocation.ts'

/** Reading past executions takes at most this share of what is left of an invocation, and at most this many milliseconds. */
const PAST_SHARE = 0.25
const MAX_PAST_MS = 60_000

/** What Begin asks for its guards, of the real engine and of Step Functions. `code`: the confirmation code. */
export function guardSources(
  client: DynamoDBClient,
  executionId: string,
  { rule, remainingMs }: Pick<Invocation, 'rule' | 'remainingMs'>,
  code: string,
): GuardSources {
  const [clock, random] = [realClock, Math.random]
  const execution = deployedExecution(executionId)
  return {
    async past() {
      if (execution === undefined) return undefined
      const withinMs = Math.min(MAX_PAST_MS, remainingMs() * PAST_SHARE)
      const wanted = { code, most: PAST_TO_READ, withinMs }
      return pastExecutions(execution, wanted, { client: stepFunctionsClient(), clock, random })
    },
    pointInTimeRecovery: () =>
      pointInTimeRecovery(client, rule.table, { clock, random, withinMs: describeMs(remainingMs()) }),
  }
}
