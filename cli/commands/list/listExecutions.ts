import { type ExecutionListItem, paginateListExecutions, type SFNClient } from '@aws-sdk/client-sfn'
import type { Cost } from '../../../functions/scavenge/cost/cost.ts'
import { ASKED_AT_ONCE } from '../../../functions/scavenge/execution/executionRequests.ts'
import { member } from '../../../functions/scavenge/execution/json.ts'
import { isShardName } from '../../../functions/scavenge/execution/shards/shardName.ts'
import { gatheredLedger } from '../../../functions/scavenge/progress/gatheredLedger.ts'
import { inTurns } from '../../../functions/scavenge/waiting/inTurns.ts'
import { type Ending, endingIn } from '../../answer/ending.ts'
import type { LedgerCounts } from '../../answer/ledgerCounts.ts'
import { ownLedger } from '../../executions/beginning.ts'
import { costOfExecution } from '../../executions/costOfExecution.ts'
import { describeExecution } from '../../executions/execution.ts'
import { bareHistory, lastAnswer } from '../../executions/history.ts'
import type { StageRule } from '../../executions/names.ts'
import { divisionIn, type ParentDivision } from '../../executions/shards/rounds.ts'
import { costWithShards, type ShardRun, shardRuns } from '../../executions/shards/shardRuns.ts'
import { chosenStateMachines } from '../../executions/stateMachines.ts'

/** One execution in the list. Without a pass that answered, it has no `ledger` and no `cost`. */
export interface ListedRun extends StageRule {
  readonly executionArn: string
  readonly name: string
  readonly status: string
  readonly startTime: string
  readonly seconds: number
  readonly ending?: Ending
  /** Its own counts, without those that its token carried on. */
  readonly ledger?: LedgerCounts
  readonly cost?: Cost
  /** The executions that it started, where it is a parent: `ledger` and `cost` are those of all together. */
  readonly shards?: readonly ShardRun[]
}

/** Executions of one state machine that are listed at most to find those that are no shards. */
const MOST_LISTED = 2_000

/** A page of the list; shards are many and are left out of it. */
const EXECUTIONS_A_PAGE = 100

/**
 * The last executions, newest first, of the chosen stage and rule; of all stages or all rules where `choice` names
 * none. Throws RunFailure where there is no such stage or rule, and what the client throws.
 */
export async function listExecutions(
  client: SFNClient,
  choice: Partial<StageRule>,
  limit: number,
  nowMs = Date.now(),
): Promise<readonly ListedRun[]> {
  const items: (ExecutionListItem & StageRule)[] = []
  for (const { arn, stage, rule } of await chosenStateMachines(client, choice)) {
    for (const execution of await newestBesidesShards(client, arn, limit)) items.push({ ...execution, stage, rule })
  }
  items.sort((a, b) => startMsOf(b) - startMsOf(a))
  return inTurns(items.slice(0, limit), ASKED_AT_ONCE, (item) => listedRun(client, item, nowMs))
}

/** The newest executions of a state machine. A parent's shards are left out: they are listed as a part of it. */
async function newestBesidesShards(
  client: SFNClient,
  stateMachineArn: string,
  limit: number,
): Promise<readonly ExecutionListItem[]> {
  const found: ExecutionListItem[] = []
  let listed = 0
  for await (const { executions = [] } of paginateListExecutions(
    { client, pageSize: EXECUTIONS_A_PAGE },
    { stateMachineArn },
  )) {
    found.push(...executions.filter(({ name = '' }) => !isShardName(name)))
    listed += executions.length
    if (found.length >= limit || listed >= MOST_LISTED) break
  }
  return found.slice(0, limit)
}

async function listedRun(client: SFNClient, item: ExecutionListItem & StageRule, nowMs: number): Promise<ListedRun> {
  const { executionArn = '', name = '', status = '', stage, rule } = item
  const { input, output } = await describeExecution(client, executionArn)
  const last = await lastAnswer(client, executionArn)
  const ending = endingIn(output)
  const listed = {
    stage,
    rule,
    executionArn,
    name,
    status,
    startTime: new Date(startMsOf(item)).toISOString(),
    seconds: ((item.stopDate?.getTime() ?? nowMs) - startMsOf(item)) / 1000,
    ...(ending && { ending }),
  }
  if (last === undefined) return listed
  const history = await bareHistory(client, executionArn)
  const division = last.token === undefined ? await divisionIn(client, executionArn) : undefined // a parent has no token
  if (division?.kind === 'parent') {
    const { rounds } = division
    const shards = await shardRuns(client, { arn: executionArn, stage, rule, rounds }, nowMs)
    const ledgers = [...shards.map(({ ledger }) => ledger), { lostPasses: lostIn(rounds) }]
    const ledger = { ...gatheredLedger(ledgers, member(input, 'dryRun') === true) }
    return { ...listed, ledger, cost: costWithShards(history, shards, { stage, rule }, nowMs), shards }
  }
  if (last.ledger === undefined) return listed
  const ledger = await ownLedger(client, { arn: executionArn, input }, last.ledger)
  return { ...listed, ledger, cost: costOfExecution(history, ledger, { stage, rule }, nowMs) }
}

/** Passes that shards lost without an answer: the first round has those of the parent before. */
function lostIn([first, ...others]: ParentDivision['rounds']): number {
  return (others.at(-1) ?? first).lostPasses - first.lostPasses
}

function startMsOf({ startDate }: ExecutionListItem): number {
  return startDate?.getTime() ?? Number.NaN
}
