import type { NamedShard } from '../../execution/shards/round.ts'
import { stepFunctionsClient } from '../../sdk/stepFunctionsClient.ts'
import { realClock } from '../../waiting/clock.ts'
import { type ShardEnd, shardEnd } from './shardEnd.ts'

/** Share of what is left of an invocation that looking at all shards may take. */
const LOOKING_SHARE = 0.8

/**
 * What the shards of a parent came to, asked of Step Functions. `remainingMs`: what is left of the invocation. Throws as
 * `shardEnd` does, and what a request failed with when the time is over.
 */
export function shardsOf(parentArn: string, remainingMs: number): (shard: NamedShard) => Promise<ShardEnd> {
  const endMs = realClock.monotonicMs() + remainingMs * LOOKING_SHARE
  return (shard) => {
    const withinMs = Math.max(1, endMs - realClock.monotonicMs())
    return shardEnd(shard, parentArn, {
      client: stepFunctionsClient(),
      clock: realClock,
      random: Math.random,
      withinMs,
    })
  }
}
