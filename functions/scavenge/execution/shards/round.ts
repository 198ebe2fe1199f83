import * as z from 'zod/mini'
import { parseShard, type Shard, shardText } from '../../progress/shard.ts'
import type { GuardBasis } from '../../progress/tokenState.ts'
import type { GivenGuards } from '../../rule/guardFields.ts'
import { shardName } from './shardName.ts'

const shard = z.string().check(z.refine((text) => parseShard(text) !== undefined))

const named = z.object({ shard, name: z.string(), from: z.optional(z.string()) })

const whole = z.int().check(z.nonnegative())

/** The part of a round that `gather` reads. */
export const readRound = z.object({
  number: whole,
  atOnce: whole,
  redrives: whole,
  lostPasses: whole,
  failed: z.optional(z.literal('startAgain')),
  segments: whole,
  table: z.optional(z.string()),
  done: z.optional(z.object({ segments: whole, settled: whole })),
  basis: z.optional(z.object({ items: z.optional(whole), surge: z.optional(whole) })),
  input: z.looseObject({ cutoff: z.string(), confirm: z.string(), dryRun: z.boolean() }),
  shards: z.array(
    z.looseObject({ name: z.string(), input: z.looseObject({ shard, continueFrom: z.optional(z.string()) }) }),
  ),
  ended: z.array(named),
})

/** An execution of a shard, by its name. `from`: the execution in whose place it went on. */
export type NamedShard = Readonly<z.infer<typeof named>>

/** One execution that a round starts. */
interface ShardStart {
  readonly name: string
  /** What its input has beside the round's. */
  readonly input: {
    readonly shard: string
    readonly guards?: GivenGuards
    /** The name of the execution in whose place it goes on. */
    readonly continueFrom?: string
  }
}

/** Segments that are finished, and items that are settled. */
export interface RoundDone {
  readonly segments: number
  readonly settled: number
}

/** The executions that a parent starts next, as Begin or `gather` answers them to the state machine. */
export interface Round {
  /** From 1. */
  readonly number: number
  /** Shards that run at once. */
  readonly atOnce: number
  /** How often the parent was redriven when the round was dealt out. */
  readonly redrives: number
  /** Passes that are in no shard's ledger: their executions had no token, so others began anew in their place. */
  readonly lostPasses: number
  /** Shards that failed are started again once: those of a parent that a person continues. */
  readonly failed?: 'startAgain' | undefined
  /** Segments of all shards together. */
  readonly segments: number
  /** The table that they work, as a token is bound to it; absent in a round of a release before this one. */
  readonly table?: string | undefined
  /** What all shards had done when the round was dealt out: a round that adds nothing is the last one. */
  readonly done?: RoundDone | undefined
  /** What Begin found out for the guards' limits. */
  readonly basis?: GuardBasis | undefined
  /** What the inputs of all shards have in common. It stands once, since the data of a state is bounded. */
  readonly input: Readonly<Record<string, unknown>>
  readonly shards: readonly ShardStart[]
  /** The newest execution of each shard that is not in this round. */
  readonly ended: readonly NamedShard[]
}

/** A round as `gather` reads it. */
export type ReadRound = z.infer<typeof readRound>

/** A shard to start in a round. */
export interface ToStart {
  readonly shard: Shard
  readonly guards: GivenGuards | undefined
  readonly continueFrom?: string | undefined
}

/** The starts of a round of a parent of that name. */
export function startsOf(parent: string, round: number, shards: readonly ToStart[]): readonly ShardStart[] {
  return shards.map(({ shard, guards, continueFrom }) => {
    return {
      name: shardName(parent, shard, round),
      input: {
        shard: shardText(shard),
        ...(guards && { guards }),
        ...(continueFrom !== undefined && { continueFrom }),
      },
    }
  })
}

/** The newest execution of every shard, in the order of the shards. */
export function newest({ shards, ended }: Pick<ReadRound, 'shards' | 'ended'>): readonly NamedShard[] {
  const started = shards.map(({ name, input: { shard, continueFrom } }) => {
    return { shard, name, ...(continueFrom !== undefined && { from: continueFrom }) }
  })
  return [...ended, ...started].sort((one, other) => Number.parseInt(one.shard, 10) - Number.parseInt(other.shard, 10))
}
