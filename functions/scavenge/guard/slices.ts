import { dollarsOfUnits } from '../cost/prices.ts'
import type { GivenGuards, Guards } from '../rule/guardFields.ts'
import { deletesLimit, type Limits, type Trip } from './guards.ts'

/** What an execution has done so far, as far as guards limit it. */
export interface Spent {
  readonly deleted: number
  readonly readUnits: number
  readonly writeUnits: number
}

/** A parent's guards, and the limits that Begin made of them. */
interface Whole {
  readonly guards: Pick<Guards, 'pointInTimeRecovery'>
  readonly limits: Limits
}

/**
 * The guards of the shards that go on: what is left of their parent's limits, in slices. Deletes are rounded down, with the
 * remainder to the first ones, and dollars are parted equally. A shard's own counts include what it has done already, and
 * so does its slice. Each guard is named, also where nothing limits: a shard would take the rule's in its place. `all`: the
 * sum over all shards.
 */
export function slices({ guards, limits }: Whole, all: Spent, goingOn: readonly Spent[]): readonly GivenGuards[] {
  const { pointInTimeRecovery } = guards
  const deletes = deletesLimit(limits)
  const { maxDollars } = limits
  const deletesLeft = Math.max(0, (deletes?.limit ?? 0) - all.deleted)
  const dollarsLeft = Math.max(0, (maxDollars ?? 0) - dollarsOfUnits(all))
  const { length } = goingOn
  return goingOn.map((shard, at) => {
    const share = Math.floor(deletesLeft / length) + (at < deletesLeft % length ? 1 : 0)
    return {
      surge: 'none',
      maxShare: 'none',
      maxDeletes: deletes === undefined ? 'none' : shard.deleted + share,
      maxDollars: maxDollars === undefined ? 'none' : dollarsOfUnits(shard) + dollarsLeft / length,
      pointInTimeRecovery,
    }
  })
}

/** The guard whose limit the shards have used up together; undefined where none is. */
export function tripOfSum(limits: Limits, all: Spent): Trip | undefined {
  const deletes = deletesLimit(limits)
  if (deletes !== undefined && all.deleted >= deletes.limit) return { ...deletes, found: all.deleted }
  const { maxDollars: limit } = limits
  const found = dollarsOfUnits(all)
  return limit !== undefined && found >= limit ? { guard: 'maxDollars', limit, found } : undefined
}
