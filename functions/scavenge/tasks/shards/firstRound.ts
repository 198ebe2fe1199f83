import { nameOfExecution } from '../../execution/deployedExecution.ts'
import type { PassInput } from '../../execution/input.ts'
import { dealt } from '../../execution/shards/dealing.ts'
import { type Round, startsOf } from '../../execution/shards/round.ts'
import type { Limits } from '../../guard/guards.ts'
import { slices } from '../../guard/slices.ts'
import { FIRST_DELETES_PER_SECOND } from '../../pace/paces.ts'
import { capLimits } from '../../pass/caps/capLimits.ts'
import type { TokenState } from '../../progress/tokenState.ts'
import { formatOlderThan } from '../../rule/olderThan.ts'
import type { TableDescription } from '../../table/table.ts'

/** What Begin has judged, as far as its shards hold to it. */
interface Judged {
  /** The confirmation code. */
  readonly code: string
  /** Where one execution would begin. */
  readonly state: Pick<TokenState, 'cutoffMs' | 'segments'>
  readonly limits: Limits
}

/** What nothing has been done of yet. */
const NOTHING = { deleted: 0, readUnits: 0, writeUnits: 0 }

/**
 * The first round of a parent: all of its shards, each with its part of the caps, of the first rate and of the guards'
 * limits. Throws InvalidInput where a cap is too small to be dealt out.
 */
export function firstRound(
  input: PassInput,
  { shards, atOnce: wanted }: { readonly shards: number; readonly atOnce: number },
  table: Pick<TableDescription, 'capacity'>,
  { code, state, limits }: Judged,
): Round {
  const { execution, settings, given, values } = input
  const { dryRun, totalSegments, readers, deleters, olderThanMs, guards } = settings
  const whole = { ...capLimits(input, table.capacity), deletesPerSecond: FIRST_DELETES_PER_SECOND }
  const { atOnce, caps } = dealt(whole, wanted, totalSegments)
  const all = Array.from({ length: shards }, (_, at) => ({ number: at + 1, of: shards }))
  const nothing = all.map(() => NOTHING)
  const guardsOf = slices({ guards, limits }, NOTHING, nothing)
  return {
    number: 1,
    atOnce,
    redrives: execution.redrives,
    lostPasses: 0,
    segments: state.segments.totalSegments,
    input: {
      cutoff: new Date(state.cutoffMs).toISOString(),
      confirm: code,
      parent: execution.id,
      force: true,
      dryRun,
      totalSegments,
      ...(given.has('olderThanMs') && { olderThan: formatOlderThan(olderThanMs) }),
      ...(given.has('readers') && { readers }),
      ...(given.has('deleters') && { deleters }),
      ...(values && { values }),
      caps,
    },
    shards: startsOf(
      nameOfExecution(execution.id),
      1,
      all.map((shard, at) => ({ shard, guards: guardsOf[at] })),
    ),
    ended: [],
  }
}
