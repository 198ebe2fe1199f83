import type { SFNClient } from '@aws-sdk/client-sfn'
import { ASKED_AT_ONCE } from '../../../functions/scavenge/execution/executionRequests.ts'
import { type NamedShard, newest, type ReadRound } from '../../../functions/scavenge/execution/shards/round.ts'
import { gatheredLedger } from '../../../functions/scavenge/progress/gatheredLedger.ts'
import { inTurns } from '../../../functions/scavenge/waiting/inTurns.ts'
import type { LedgerCounts } from '../../answer/ledgerCounts.ts'
import { passAnswerIn } from '../../answer/passAnswer.ts'
import { describeExecution, isGoingOn, isRunning } from '../../executions/execution.ts'
import { bareHistory, newestFirst } from '../../executions/history.ts'
import type { ExecutionName } from '../../executions/names.ts'
import type { Sleep } from '../../executions/persistently.ts'
import { type ParentDivision, roundIn } from '../../executions/shards/rounds.ts'
import { type SeenShard, seenShard } from '../../executions/shards/seenShard.ts'
import { costWithShards, shardRuns } from '../../executions/shards/shardRuns.ts'
import { type ExecutionOutcome, executionOutcome } from '../../report/executionOutcome.ts'
import { count } from '../../report/numbers.ts'
import type { ProgressView } from '../../report/progress.ts'

/** Milliseconds between two looks at the shards: longer for many, since each look is a request for each of them. */
const LEAST_WAIT_MS = 2_000
const WAIT_MS_A_SHARD = 250

interface WatchingParent {
  readonly client: SFNClient
  readonly view: ProgressView
  readonly signal: AbortSignal
  readonly sleep: Sleep
  /** Repeats a question that fails by a lost connection. */
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>
  /** Whether each shard has lines of its own. */
  readonly eachShard: boolean
}

/** A parent as it was when the watching found that it is one. */
interface FoundParent {
  readonly name: ExecutionName
  /** Milliseconds since 1970. */
  readonly startMs: number
  readonly dryRun: boolean
  readonly division: ParentDivision
}

/** What a parent came to. */
interface ParentOutcome extends ExecutionOutcome {
  /** The newest execution of each shard. */
  readonly shards: readonly Pick<SeenShard, 'shard' | 'executionArn' | 'status' | 'ledger'>[]
}

/**
 * Shows a parent until it ends: one progress over all its shards, and a line for each shard that ends without success.
 * Throws what the client throws, and the signal's reason when it aborts.
 */
export async function watchParent(parent: FoundParent, watching: WatchingParent): Promise<ParentOutcome> {
  const { name, startMs, dryRun, division } = parent
  const { client, view, signal, sleep, ask } = watching
  const { arn } = name
  const rounds: [ReadRound, ...ReadRound[]] = [...division.rounds]
  view.note(`${count(newest(rounds[0]).length)} shards, ${count(rounds[0].atOnce)} at once`)
  let seen: readonly SeenShard[] = []
  for (let { newestEvent } = division; ; ) {
    const running = await ask(() => isRunning(client, arn, signal))
    newestEvent = await ask(() => addRounds(rounds, { client, arn, newestEvent, signal }))
    seen = await look(newest(lastOf(rounds)), seen, { ...watching, arn })
    const { ledger, progress } = sumOf(seen, lastOf(rounds), dryRun)
    view.show(
      ledger.passes ?? 0,
      { ...progress, ledger },
      { elapsedMs: Date.now() - startMs, deleted: 0, segmentsDone: 0 },
    )
    if (!running) break
    await sleep(Math.max(LEAST_WAIT_MS, WAIT_MS_A_SHARD * seen.length), signal)
  }
  view.close()
  return ask(() => outcomeOf(client, parent, rounds, seen))
}

/** Looks at each shard, and tells what is new. */
async function look(
  shards: readonly NamedShard[],
  seen: readonly SeenShard[],
  { client, arn, ask, view, eachShard }: WatchingParent & { readonly arn: string },
): Promise<readonly SeenShard[]> {
  const before = new Map(seen.map((shard) => [shard.shard, shard]))
  const now = await inTurns(shards, ASKED_AT_ONCE, (shard) =>
    ask(() => seenShard(client, arn, shard, before.get(shard.shard))),
  )
  for (const shard of now) {
    const line = news(shard, before.get(shard.shard), eachShard)
    if (line !== undefined) view.note(`shard ${shard.shard}: ${line}`)
  }
  return now
}

/** What is worth a line: an end without success; where each shard has lines of its own, also its start, passes and end. */
function news(shard: SeenShard, before: SeenShard | undefined, eachShard: boolean): string | undefined {
  const { status, ledger, segmentsDone, executionArn } = shard
  const isSame = before?.executionArn === executionArn
  if (status === undefined || (isSame && before.status === status && before.ledger === ledger)) return undefined
  if (!isGoingOn(status)) {
    if (status !== 'SUCCEEDED') return `ended as ${status}: ${executionArn}`
    return eachShard ? `ended as ${status}, ${doneSoFar(ledger, segmentsDone)}` : undefined
  }
  if (!eachShard) return undefined
  return isSame && before.status !== undefined ? doneSoFar(ledger, segmentsDone) : `started: ${executionArn}`
}

function doneSoFar(ledger: LedgerCounts, segmentsDone: number): string {
  const { deleted, wouldDelete = 0 } = ledger
  const what = deleted === undefined ? `${count(wouldDelete)} would be deleted` : `${count(deleted)} deleted`
  return `${what}, ${count(segmentsDone)} segments`
}

interface Asked {
  readonly client: SFNClient
  readonly arn: string
  /** The newest event that was seen. */
  readonly newestEvent: number
  readonly signal: AbortSignal
}

/** Adds the rounds dealt out since the newest event that was seen, and answers the newest event now. */
async function addRounds(rounds: ReadRound[], { client, arn, newestEvent, signal }: Asked): Promise<number> {
  const found: ReadRound[] = []
  let newestNow = newestEvent
  for await (const event of newestFirst(client, arn, signal)) {
    const { id = 0 } = event
    if (id <= newestEvent) break
    newestNow = Math.max(newestNow, id)
    const round = roundIn(event)
    if (round !== undefined && round.number > lastOf(rounds).number) found.unshift(round)
  }
  rounds.push(...found)
  return newestNow
}

function lastOf(rounds: readonly ReadRound[]): ReadRound {
  const last = rounds.at(-1)
  if (last === undefined) throw new Error('rounds: expected a parent to have one, found none')
  return last
}

/** What all shards have done together, in the form of a pass's answer. */
function sumOf(seen: readonly SeenShard[], { segments, lostPasses }: ReadRound, dryRun: boolean) {
  const ledgers = [...seen.map(({ ledger }) => ledger), { lostPasses }]
  const segmentsDone = seen.reduce((sum, shard) => sum + shard.segmentsDone, 0)
  const ledger: LedgerCounts = { ...gatheredLedger(ledgers, dryRun) }
  return { status: 'continue', ledger: { ...ledger }, progress: { segmentsDone, totalSegments: segments }, dryRun }
}

async function outcomeOf(
  client: SFNClient,
  { name, dryRun }: FoundParent,
  rounds: readonly ReadRound[],
  seen: readonly SeenShard[],
): Promise<ParentOutcome> {
  const execution = await describeExecution(client, name.arn)
  const last = passAnswerIn(execution.output) ?? sumOf(seen, lastOf(rounds), dryRun)
  const history = await bareHistory(client, name.arn)
  const cost = costWithShards(history, await shardRuns(client, { ...name, rounds }), name)
  return {
    ...(await executionOutcome(client, name, execution, { last, trouble: {}, cost })),
    shards: seen.map(({ shard, executionArn, status, ledger }) => ({ shard, executionArn, status, ledger })),
  }
}
