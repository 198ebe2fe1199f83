import { nameOfExecution } from '../../execution/deployedExecution.ts'
import type { PassInput } from '../../execution/input.ts'
import { newest, type ReadRound, type Round, startsOf } from '../../execution/shards/round.ts'
import { slices } from '../../guard/slices.ts'
import { gatheredCounts } from '../../progress/gatheredLedger.ts'
import { parseShard } from '../../progress/shard.ts'
import { type EndedShard, segmentsDone } from './shardEnd.ts'

/**
 * The round after one that has ended. It starts the shards in `goingOn`, each with its slice of what is left of the
 * guards' limits. A shard goes on from where it left off; one that never answered begins anew. `all`: every shard that
 * has ended.
 */
export function nextRound(
  input: Pick<PassInput, 'execution' | 'settings' | 'judgedGuards'> & { readonly round: ReadRound },
  all: readonly EndedShard[],
  goingOn: readonly EndedShard[],
): Round {
  const { execution, settings, judgedGuards, round } = input
  const guards = { guards: settings.guards, limits: judgedGuards?.limits ?? {} }
  const counts = gatheredCounts(all.map(({ ledger }) => ledger))
  const guardsOf = slices(
    guards,
    counts,
    goingOn.map(({ ledger }) => gatheredCounts([ledger])),
  )
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
    done: { segments: segmentsDone(all), settled: counts.matched - counts.abandoned },
    ...(round.basis && { basis: round.basis }),
    input: round.input,
    shards: startsOf(nameOfExecution(execution.id), number, starts),
    ended: newest(round).filter(({ name }) => !names.has(name)),
  }
}

/** The execution from whose token a shard goes on; undefined where there is none. */
function originOf(end: EndedShard): string | undefined {
  return end.kind === 'failed' ? end.from : end.name
}
