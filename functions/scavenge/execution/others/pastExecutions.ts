import * as z from 'zod/mini'
import type { PastExecution } from '../../guard/surge.ts'
import type { Clock } from '../../waiting/clock.ts'
import { inTurns } from '../../waiting/inTurns.ts'
import type { DeployedExecution } from '../deployedExecution.ts'
import { ASKED_AT_ONCE, describeExecution, type ExecutionRequests, listExecutions } from '../executionRequests.ts'
import { member, parseJson } from '../json.ts'
import { isShardName } from '../shards/shardName.ts'

/** Executions that are looked at, newest first, of those that succeeded. */
const MOST_LOOKS = 200

/** Pages of the list at most: shards are on it too. */
const MOST_PAGES = 20

/** Which executions count. */
export interface PastWanted {
  /** The confirmation code of the rule and its table. */
  readonly code: string
  /** How many at most. */
  readonly most: number
  /** Milliseconds for all requests. */
  readonly withinMs: number
}

const completed = z.object({
  status: z.literal('complete'),
  dryRun: z.literal(false),
  decided: z.object({ code: z.string() }),
  ledger: z.object({ deleted: z.number() }),
})

/**
 * The last complete executions of the same state machine and code, newest first, among the newest 200 that succeeded. A
 * dry run, an estimate, a skipped and a continued execution do not count, nor does a shard, which is a part of its
 * parent. Throws AccessDenied, what the last of five tries of a request failed with, or an error where the time is
 * over.
 */
export async function pastExecutions(
  { stateMachineArn }: DeployedExecution,
  { code, most, withinMs }: PastWanted,
  { client, clock, random }: Omit<ExecutionRequests, 'withinMs'>,
): Promise<readonly PastExecution[]> {
  const endMs = clock.monotonicMs() + withinMs
  const requests = (): ExecutionRequests => ({ client, clock, random, withinMs: leftMs(clock, endMs) })
  const found: PastExecution[] = []
  let [looked, pages] = [0, 0]
  let nextToken: string | undefined
  do {
    const page = { stateMachineArn, statusFilter: 'SUCCEEDED', maxResults: MOST_LOOKS, nextToken } as const
    const { executions: listed = [], nextToken: next } = await listExecutions(page, requests())
    const executions = listed.filter(({ name = '' }) => !isShardName(name)).slice(0, MOST_LOOKS - looked)
    for (let at = 0; at < executions.length && found.length < most; at += ASKED_AT_ONCE) {
      const some = executions.slice(at, at + ASKED_AT_ONCE)
      const read = await inTurns(some, ASKED_AT_ONCE, ({ executionArn = '' }) =>
        completeOf(executionArn, code, requests()),
      )
      found.push(...read.flat())
    }
    looked += executions.length
    nextToken = next
    pages++
  } while (nextToken !== undefined && pages < MOST_PAGES && looked < MOST_LOOKS && found.length < most)
  return found.slice(0, most)
}

async function completeOf(
  executionArn: string,
  code: string,
  requests: ExecutionRequests,
): Promise<readonly PastExecution[]> {
  const { startDate, input, output } = await describeExecution(executionArn, requests)
  const parsed = completed.safeParse(parseJson(output)) // one whose output was left out of the answer does not count
  const isShard = member(parseJson(input), 'shard') !== undefined
  if (!parsed.success || parsed.data.decided.code !== code || startDate === undefined || isShard) return []
  return [{ startMs: startDate.getTime(), deleted: parsed.data.ledger.deleted }]
}

function leftMs(clock: Clock, endMs: number): number {
  const ms = endMs - clock.monotonicMs()
  if (ms > 0) return ms
  throw new Error('past executions: expected Step Functions to tell them in time, found the time over')
}
