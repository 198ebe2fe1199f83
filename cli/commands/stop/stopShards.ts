import type { SFNClient } from '@aws-sdk/client-sfn'
import { besides } from '../../../functions/scavenge/execution/deployedExecution.ts'
import { ASKED_AT_ONCE } from '../../../functions/scavenge/execution/executionRequests.ts'
import { newest } from '../../../functions/scavenge/execution/shards/round.ts'
import { inTurns } from '../../../functions/scavenge/waiting/inTurns.ts'
import { isGoingOn, knownExecution } from '../../executions/execution.ts'
import { divisionIn } from '../../executions/shards/rounds.ts'
import { type SeenShard, seenShard } from '../../executions/shards/seenShard.ts'
import { requestStop } from './requestStop.ts'

/**
 * Stops the shards of a parent that run: Step Functions does so itself where it can, and leaves some where it can't. The
 * parent has to have ended, so that it starts no others. What is seen of all its shards; none for an execution that is no
 * parent. Throws what the client throws.
 */
export async function stopShards(client: SFNClient, parentArn: string): Promise<readonly SeenShard[]> {
  const division = await divisionIn(client, parentArn)
  if (division.kind !== 'parent') return []
  const shards = newest(division.rounds.at(-1) ?? division.rounds[0])
  return inTurns(shards, ASKED_AT_ONCE, async (shard) => {
    const executionArn = besides(parentArn, shard.name)
    const execution = await knownExecution(client, executionArn)
    if (execution !== undefined && isGoingOn(execution.status)) await requestStop(client, executionArn)
    return seenShard(client, parentArn, shard)
  })
}
