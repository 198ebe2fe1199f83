import type { SFNClient } from '@aws-sdk/client-sfn'
import { besides } from '../../../functions/scavenge/execution/deployedExecution.ts'
import type { LastAnswer } from '../../../functions/scavenge/execution/lastAnswer.ts'
import type { NamedShard } from '../../../functions/scavenge/execution/shards/round.ts'
import { doneBefore } from '../../answer/before.ts'
import type { LedgerCounts } from '../../answer/ledgerCounts.ts'
import { isGoingOn, knownExecution } from '../execution.ts'
import { lastAnswer, lastEventId } from '../history.ts'

/** The newest execution of a shard, as it was seen last. */
export interface SeenShard {
  readonly shard: string
  readonly executionArn: string
  /** As Step Functions calls it; undefined where the execution is not started yet. */
  readonly status: string | undefined
  /** Cumulative, as a token carries it on. */
  readonly ledger: LedgerCounts
  readonly segmentsDone: number
  /** The newest event's number. */
  readonly eventId: number
}

/**
 * Looks at a shard of a parent. `before`: what was seen of it last, which is repeated where nothing happened since.
 * Throws what the client throws.
 */
export async function seenShard(
  client: SFNClient,
  parentArn: string,
  { shard, name, from }: NamedShard,
  before?: SeenShard,
): Promise<SeenShard> {
  const executionArn = besides(parentArn, name)
  const isSame = before?.executionArn === executionArn
  if (isSame && before.status !== undefined && !isGoingOn(before.status)) return before
  const status = (await knownExecution(client, executionArn))?.status // undefined before its turn has come
  if (status === undefined) {
    const done = from === undefined ? NOTHING : doneBy(await lastAnswer(client, besides(parentArn, from)))
    return { shard, executionArn, status, eventId: 0, ...done }
  }
  const eventId = await lastEventId(client, executionArn)
  if (isSame && before.eventId === eventId) return { ...before, status }
  return { shard, executionArn, status, eventId, ...doneBy(await lastAnswer(client, executionArn)) }
}

const NOTHING = { ledger: {}, segmentsDone: 0 }

/** Where no pass has answered since an execution began from a token, the token knows. */
function doneBy(answer: LastAnswer | undefined): Pick<SeenShard, 'ledger' | 'segmentsDone'> {
  const { ledger, progress, token } = answer ?? {}
  return ledger === undefined ? doneBefore(token) : { ledger, segmentsDone: progress?.segmentsDone ?? 0 }
}
