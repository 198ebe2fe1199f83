import { type Allowed, drawSetting, type Setting } from '../run/setting.ts'
import { Random } from '../world/random.ts'
import type { Violate } from '../world/world.ts'

/**
 * Room for two passes. A first pass that finds its cap's savings used up only waits, so executions of one pass each would
 * never end.
 */
const LEAST_EVENTS = 45

/** Everything that a run with shards needs beside what one execution's does. */
export interface ShardsSetting extends Setting {
  readonly shards: number
  /** The parent's name. */
  readonly name: string
  /** Events in a shard's history at which it leaves the rest to another execution. */
  readonly historyEvents: number
  /** Events in a parent's history at which it hands over to a successor. */
  readonly parentEvents: number
}

export function drawShardsSetting(seed: number, allowed: Allowed, violate: Violate): ShardsSetting {
  const setting = drawSetting(seed, allowed, violate)
  const random = new Random(seed).fork('shards')
  const shards = random.whole(2, 8)
  const caps = setting.rules.flatMap(({ parsed }) => [parsed.maxWriteUnitsPerSecond, parsed.maxReadUnitsPerSecond])
  const tightest = Math.min(...caps.map((cap) => (typeof cap === 'number' ? cap : Number.POSITIVE_INFINITY)))
  const wanted = random.chance(0.5) ? shards : random.whole(1, shards)
  const shardsAtOnce = Math.max(1, Math.min(wanted, Math.floor(tightest)))
  const readers = random.chance(0.7) ? random.whole(1, 4) : undefined
  const { totalSegments, guards: _, ...input } = setting.input
  const most = readers ?? setting.input.readers ?? Math.max(...setting.rules.map(({ parsed }) => parsed.readers))
  return {
    ...setting,
    input: {
      ...input,
      ...(readers !== undefined && { readers }),
      ...(totalSegments !== undefined && { totalSegments: Math.max(Number(totalSegments), shards * Number(most)) }),
      ...(random.chance(0.4) && { guards: { maxDeletes: Math.floor(random.magnitude(1, setting.items + 2)) - 1 } }),
      shards,
      shardsAtOnce,
    },
    shards,
    name: 'parent'.padEnd(random.pick([6, 40, 65, 80]), '-of-things'),
    historyEvents: random.chance(0.5) ? random.whole(LEAST_EVENTS, 120) : 20_000,
    parentEvents: random.chance(0.3) ? random.whole(100, 3_000) : 20_000,
  }
}
