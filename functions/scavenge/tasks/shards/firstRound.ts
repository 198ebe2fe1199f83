import { nameOfExecution } from '../../execution/deployedExecution.ts'
import type { PassInput } from '../../execution/input.ts'
import { dealt } from '../../execution/shards/dealing.ts'
import { type ReadRound, type Round, startsOf } from '../../execution/shards/round.ts'
import type { Limits } from '../../guard/guards.ts'
import { slices } from '../../guard/slices.ts'
import { FIRST_DELETES_PER_SECOND } from '../../pace/paces.ts'
import { capLimits } from '../../pass/caps/capLimits.ts'
import type { GuardBasis, TokenState } from '../../progress/tokenState.ts'
import { formatOlderThan } from '../../rule/olderThan.ts'
import type { TableDescription } from '../../table/table.ts'
import { nextRound } from './nextRound.ts'
import { endedOf, type ShardEnd } from './shardEnd.ts'

/** What Begin has judged, as far as its shards hold to it. */
export interface Judged {
  /** The confirmation code. */
  readonly code: string
  /** Where one execution would begin. */
  readonly state: Pick<TokenState, 'cutoffMs' | 'segments'>
  readonly limits: Limits
  readonly basis: GuardBasis
}

/** A parent, the shards that it asks for, and its table. */
export interface Parent {
  readonly input: PassInput
  readonly division: { readonly shards: number; readonly atOnce: number }
  readonly table: Pick<TableDescription, 'capacity' | 'identity'>
}

/** A parent in whose place another one goes on, and what its shards came to. */
export interface Former {
  readonly round: ReadRound
  readonly ends: readonly ShardEnd[]
  /** Whether it hands over because of its history; else a person continues it. */
  readonly handsOver: boolean
}

/** The counts of a shard that has not begun. */
const NOTHING = { deleted: 0, readUnits: 0, writeUnits: 0 }

/**
 * The first round of a parent: all of its shards, each with its part of the caps, of the first rate and of the guards'
 * limits. Throws InvalidInput where a cap is too small to be dealt out.
 */
export function firstRound(parent: Parent, { code, state, limits, basis }: Judged): Round {
  const { execution, settings, values } = parent.input
  const { dryRun, totalSegments, guards } = settings
  const { shards } = parent.division
  const { atOnce, given } = dealtTo(parent)
  const all = Array.from({ length: shards }, (_, at) => ({ number: at + 1, of: shards }))
  const nothing = all.map(() => NOTHING)
  const guardsOf = slices({ guards, limits }, NOTHING, nothing)
  const cutoff = new Date(state.cutoffMs).toISOString()
  return {
    number: 1,
    atOnce,
    redrives: execution.redrives,
    lostPasses: 0,
    segments: state.segments.totalSegments,
    table: parent.table.identity,
    basis,
    input: { cutoff, confirm: code, force: true, dryRun, totalSegments, ...(values && { values }), ...given },
    shards: startsOf(
      nameOfExecution(execution.id),
      1,
      all.map((shard, at) => ({ shard, guards: guardsOf[at] })),
    ),
    ended: [],
  }
}

/**
 * The first round of a parent that goes on from another one. It starts the unfinished shards from where they left off,
 * with caps and limits dealt out anew. Where the other one hands over, those that failed are left out. While a shard
 * runs, it is not known what is left of the limits: then nothing is started, and Gather waits first. Throws as
 * `firstRound` does.
 */
export function resumedRound(parent: Parent, { round, ends, handsOver }: Former, limits: Limits): Round {
  const { atOnce, given } = dealtTo(parent)
  const { execution, settings } = parent.input
  const before = { ...round, number: 0, atOnce, input: { ...round.input, ...given } }
  const ended = endedOf(ends)
  const runs = ended.length < ends.length
  // one that hands over with nothing but failed shards left was redriven to start those
  const startsFailed = !handsOver || !ends.some(({ kind }) => kind === 'continued')
  const goingOn = ended.filter(({ kind }) => !runs && (kind === 'continued' || (kind === 'failed' && startsFailed)))
  const next = nextRound({ execution, settings, judgedGuards: { limits }, round: before }, ended, goingOn)
  return runs && !handsOver ? { ...next, failed: 'startAgain' } : next
}

/** How many shards run at once, and what a parent gives all of them. */
function dealtTo({ input, division, table }: Parent) {
  const { execution, settings, given } = input
  const { totalSegments, readers, deleters, olderThanMs } = settings
  const whole = { ...capLimits(input, table.capacity), deletesPerSecond: FIRST_DELETES_PER_SECOND }
  const { atOnce, caps } = dealt(whole, division.atOnce, totalSegments)
  return {
    atOnce,
    given: {
      parent: execution.id,
      ...(given.has('olderThanMs') && { olderThan: formatOlderThan(olderThanMs) }),
      ...(given.has('readers') && { readers }),
      ...(given.has('deleters') && { deleters }),
      caps,
    },
  }
}
