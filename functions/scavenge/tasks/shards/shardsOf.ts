import type { NamedShard } from '../../execution/shards/round.ts'
import { stepFunctionsClient } from '../../sdk/stepFunctionsClient.ts'
import { realClock } from '../../waiting/clock.ts'
import { type ShardEnd, type ShardsParent, shardEnd } from './shardEnd.ts'

/** Share of what is left of an invocation that looking at all shards may take. */
const LOOKING_SHARE = 0.8

/**
 * What the newest execution of a shard came to. `common`: what its input has in common with that of the other shards.
 */
export type EndOf = (shard: NamedShard, common: ShardsParent['common']) => Promise<ShardEnd>

/**
 * Asks Step Functions what the shards of a parent came to. `arn`: the parent's. `remainingMs`: what is left of the
 * invocation. Throws as `shardEnd` does, and what a request failed with when the time is over.
 */
export function shardsOf(arn: string, remainingMs: number): EndOf {
  const endMs = realClock.monotonicMs() + remainingMs * LOOKING_SHARE
  return (shard, common) => {
    const withinMs = Math.max(1, endMs - realClock.monotonicMs())
    const requests = { client: stepFunctionsClient(), clock: realClock, random: Math.random, withinMs }
    return shardEnd(shard, { arn, common }, requests)
  }
}
