import { nameOfExecution } from '../../execution/deployedExecution.ts'
import type { PassInput } from '../../execution/input.ts'
import { newest, type ReadRound, type Round, type RoundDone, startsOf } from '../../execution/shards/round.ts'
import { type Spent, slices } from '../../guard/slices.ts'
import { gatheredCounts } from '../../progress/gatheredLedger.ts'
import { parseShard } from '../../progress/shard.ts'
import type { Done, ShardEnd } from './shardEnd.ts'

/**
 * The round after one that has ended: those of its shards that go on, each with its slice of what is left of the guards'
 * limits. A shard goes on from where it left off; one that never answered begins anew.
 */
export function nextRound(
  input: Pick<PassInput, 'execution' | 'settings' | 'judgedGuards'> & { readonly round: ReadRound },
  ends: readonly ShardEnd[],
  goingOn: readonly ShardEnd[],
): Round {
  const { execution, settings, judgedGuards, round } = input
  const all = ends.flatMap((end) => (end.kind === 'running' ? [] : [end]))
  const guards = { guards: settings.guards, limits: judgedGuards?.limits ?? {} }
  const guardsOf = slices(guards, spent(all), goingOn.map(spentBy))
  const number = round.number + 1
  const starts = goingOn.map((end, at) => {
    const shard = parseShard(end.shard)
    if (shard === undefined) throw new Error(`round: expected a shard such as 3/16, found ${end.shard}`)
    return { shard, guards: guardsOf[at], continueFrom: originOf(end) }
  })
  const names = new Set(goingOn.map(({ name }) => name))
  const lost = goingOn.filter((end) => end.kind === 'failed' && end.lost).length
  return {
    number,
    atOnce: round.atOnce, // caps are dealt out for so many, and a later round may have more shards than this one
    redrives: execution.redrives,
    lostPasses: round.lostPasses + lost,
    segments: round.segments,
    ...(round.table !== undefined && { table: round.table }),
    done: roundDone(all),
    ...(round.basis && { basis: round.basis }),
    input: round.input,
    shards: startsOf(nameOfExecution(execution.id), number, starts),
    ended: newest(round).filter(({ name }) => !names.has(name)),
  }
}

/** What shards have done so far, as a round notes it. */
function roundDone(all: readonly Done[]): RoundDone {
  const segments = all.reduce((sum, { segmentsDone }) => sum + segmentsDone, 0)
  const { matched, abandoned } = gatheredCounts(all.map(({ ledger }) => ledger))
  return { segments, settled: matched - abandoned }
}

/** The execution from whose token a shard goes on; undefined where there is none. */
function originOf(end: ShardEnd): string | undefined {
  return end.kind === 'failed' ? end.from : end.name
}

function spentBy(end: ShardEnd): Spent {
  return end.kind === 'running' ? spent([]) : spent([end])
}

function spent(all: readonly Done[]): Spent {
  return gatheredCounts(all.map(({ ledger }) => ledger))
}
