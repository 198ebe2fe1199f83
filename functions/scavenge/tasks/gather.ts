import { NoProgress, ShardsFailed } from '../errors.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import { ASKED_AT_ONCE } from '../execution/executionRequests.ts'
import { type History, historyAfter } from '../execution/history.ts'
import type { PassInput } from '../execution/input.ts'
import { newest, type ReadRound, type Round, type RoundDone } from '../execution/shards/round.ts'
import { eventsOfRound } from '../execution/shards/roundEvents.ts'
import type { Trip } from '../guard/guards.ts'
import { tripOfSum } from '../guard/slices.ts'
import { tripOnTheWay } from '../guard/tripCause.ts'
import { gatheredCounts } from '../progress/gatheredLedger.ts'
import type { Rule } from '../rule/rule.ts'
import { realClock } from '../waiting/clock.ts'
import { inTurns } from '../waiting/inTurns.ts'
import type { Invocation } from './invocation.ts'
import { publishEnding } from './passMetrics.ts'
import { nextRound } from './shards/nextRound.ts'
import { type EndedShard, endedOf, type ShardEnd } from './shards/shardEnd.ts'
import { type EndOf, shardsOf } from './shards/shardsOf.ts'
import { type SaidByAll, type Sum, saidByAll, sumOf } from './shards/sum.ts'

/** Seconds until a parent looks again at a shard that runs: a tenth of the time that it has run, within these bounds. */
const LOOK_SHARE = 0.1
const LEAST_LOOK_SECONDS = 10
const MOST_LOOK_SECONDS = 600

/** Shards that a message names. */
const MOST_NAMED = 20

/** Characters of a shard's own sentence in that message. */
const MOST_SAID = 400

/** What the function answers a parent whose round of shards has ended. */
export type Gathered = Sum &
  History &
  (
    | { readonly status: 'shards'; readonly round: Round }
    | { readonly status: 'continue'; readonly waitSeconds: number; readonly round: ReadRound }
    | { readonly status: 'guardTripped'; readonly trip: Trip & { readonly cause: string }; readonly round: ReadRound }
    | ({ readonly status: 'complete'; readonly waitSeconds: 0 } & SaidByAll)
  )

interface GatherContext {
  readonly rule: Rule
  /** By the wall clock, in milliseconds since 1970. */
  readonly nowMs: () => number
  /** What the newest execution of a shard came to. Throws as `shardEnd` does. */
  readonly endOf: EndOf
}

/** A parent whose round has ended. */
export type GatherInput = PassInput & { readonly round: ReadRound }

/**
 * The task after a round of shards. Adds up what all shards have done, and says how their parent goes on. While a shard
 * runs, the parent looks again later. The next round has the shards that left their rest to another execution; after a
 * redrive, and where a person continues the parent, also those that failed. Throws ShardsFailed, which names those that
 * failed, where no other shard has more to do, and NoProgress where a round has settled nothing.
 */
export async function gather(input: GatherInput, context: GatherContext): Promise<Gathered> {
  const { round, execution } = input
  const { rule, nowMs } = context
  const ends = await inTurns(newest(round), ASKED_AT_ONCE, (shard) => context.endOf(shard, round.input))
  const ended = endedOf(ends)
  const sum = sumOf(ended, input)
  const history = (status: 'continue' | 'complete' | 'guardTripped') => historyAfter(input, status, nowMs())

  const waitSeconds = secondsToNextLook(ends, nowMs())
  if (waitSeconds > 0) return { status: 'continue', waitSeconds, round, ...sum, ...history('continue') }
  const trip = tripOf(ended, input)
  if (trip !== undefined) return { status: 'guardTripped', trip, round, ...sum, ...history('guardTripped') }
  const startsFailed = execution.redrives > round.redrives || round.failed === 'startAgain'
  const goingOn = ended.filter(({ kind }) => kind === 'continued' || (startsFailed && kind === 'failed'))
  if (goingOn.length > 0) {
    const next = nextRound(input, ended, goingOn)
    if (!startsFailed) checkProgress(input, next.done)
    return { ...onTheWay(input, next, nowMs()), ...sum }
  }
  const failed = ended.filter(({ kind }) => kind === 'failed')
  if (failed.length > 0) throw shardsFailed(failed)
  return {
    status: 'complete',
    waitSeconds: 0,
    ...sum,
    ...saidByAll(ended, sum, { rule, olderThanMs: input.settings.olderThanMs }),
    ...history('complete'),
  }
}

/**
 * Gather with the real clock and clients. A guard that ends a deployed execution is counted in a metric. Throws as
 * `gather` does.
 */
export async function gatherTask(input: GatherInput, invocation: Invocation): Promise<Gathered> {
  const { rule, stage, remainingMs } = invocation
  const endOf = shardsOf(input.execution.id, remainingMs())
  const answer = await gather(input, { rule, nowMs: realClock.nowMs, endOf })
  const isDeployed = deployedExecution(input.execution.id) !== undefined
  if (isDeployed && answer.status === 'guardTripped') publishEnding('guardTripped', rule.name, stage)
  return answer
}

/**
 * Throws NoProgress where a round has settled nothing, because the next one would end in the same way. A round that
 * started no shard only waited. Where dollars are limited, the reads of each round bring that limit nearer, so the
 * guard ends the execution.
 */
function checkProgress({ round, judgedGuards }: GatherInput, now: RoundDone | undefined): void {
  const { done: before, shards } = round
  if (before === undefined || now === undefined || shards.length === 0) return
  if (judgedGuards?.limits.maxDollars !== undefined) return
  if (now.segments > before.segments || now.settled > before.settled) return
  throw new NoProgress(
    `expected round ${round.number} of the shards to finish a segment or to settle an item, found neither, though each ended ` +
      'as continued; look at what their results say, then redrive this execution: it starts another round',
  )
}

/** The next round; or a successor that deals it out, where this execution's history has no room for it. */
function onTheWay(
  input: GatherInput,
  round: Round,
  nowMs: number,
): History &
  (
    | { readonly status: 'shards'; readonly round: Round }
    | { readonly status: 'continue'; waitSeconds: 0; round: ReadRound }
  ) {
  const { execution } = input
  const { limits } = execution
  const historyEvents = (limits?.historyEvents ?? 0) - eventsOfRound(round)
  const withRoom = { ...input, execution: { ...execution, limits: limits && { ...limits, historyEvents } } }
  const { successor, ...history } = historyAfter(withRoom, 'continue', nowMs)
  if (successor === undefined) return { status: 'shards', round, ...history }
  return { status: 'continue', waitSeconds: 0, round: input.round, ...history, successor }
}

/** The guard that ends the execution: its limit is used up, and a shard that used up its slice had more to do. */
function tripOf(ended: readonly EndedShard[], { execution, judgedGuards, judgedCode = '' }: GatherInput) {
  const ledgers = ended.map(({ ledger }) => ledger)
  const wantedMore = ended.some((end) => {
    return end.kind === 'continued' && tripOfSum(end.limits, gatheredCounts([end.ledger])) !== undefined
  })
  const trip = wantedMore ? tripOfSum(judgedGuards?.limits ?? {}, gatheredCounts(ledgers)) : undefined
  if (trip === undefined) return undefined
  const executionArn = deployedExecution(execution.id)?.arn
  return { ...trip, cause: tripOnTheWay(trip, { code: judgedCode, executionArn, keeper: 'shards' }) }
}

/** Whole seconds until the next look; 0 where no shard runs. */
function secondsToNextLook(ends: readonly ShardEnd[], nowMs: number): number {
  const running = ends.flatMap((end) => (end.kind === 'running' ? [(nowMs - end.startMs) / 1_000] : []))
  if (running.length === 0) return 0
  return Math.ceil(Math.min(MOST_LOOK_SECONDS, Math.max(LEAST_LOOK_SECONDS, LOOK_SHARE * Math.min(...running))))
}

function shardsFailed(failed: readonly EndedShard[]): ShardsFailed {
  const named = failed.slice(0, MOST_NAMED).map((end) => {
    return `${end.shard} (${end.name}) ended with ${end.kind === 'failed' ? end.error : end.kind}`
  })
  const others = failed.length > MOST_NAMED ? `, and ${failed.length - MOST_NAMED} others` : ''
  const [first] = failed.flatMap((end) => (end.kind === 'failed' && end.sentence ? [end] : []))
  const said = first?.sentence ? `. Shard ${first.shard} said: ${first.sentence.slice(0, MOST_SAID)}` : ''
  return new ShardsFailed(
    `expected all shards to finish their part, found ${failed.length} that did not: ${named.join(', ')}${others}; all other ` +
      `shards are finished. Mend what ended them, then redrive this execution: it starts those shards again, each from its token${said}`,
  )
}
