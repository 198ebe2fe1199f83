import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn'
import type { Cost } from '../../../functions/scavenge/cost/cost.ts'
import { besides } from '../../../functions/scavenge/execution/deployedExecution.ts'
import { ASKED_AT_ONCE } from '../../../functions/scavenge/execution/executionRequests.ts'
import type { ReadRound } from '../../../functions/scavenge/execution/shards/round.ts'
import { inTurns } from '../../../functions/scavenge/waiting/inTurns.ts'
import type { LedgerCounts } from '../../answer/ledgerCounts.ts'
import { ownLedger } from '../beginning.ts'
import { costOfExecution } from '../costOfExecution.ts'
import { knownExecution } from '../execution.ts'
import { bareHistory, lastAnswer } from '../history.ts'
import type { StageRule } from '../names.ts'

/** One execution that a parent started. */
export interface ShardRun {
  readonly shard: string
  readonly executionArn: string
  readonly status: string
  /** Its own counts, without those that its token carried on. */
  readonly ledger: LedgerCounts
  readonly cost: Cost
}

/** A parent whose shards are asked about. */
interface Parent extends StageRule {
  readonly arn: string
  readonly rounds: readonly ReadRound[]
}

/** All executions that a parent started, by round and shard; those not started yet are left out. */
export async function shardRuns(client: SFNClient, parent: Parent, nowMs = Date.now()): Promise<readonly ShardRun[]> {
  const started = parent.rounds.flatMap(({ shards }) => shards)
  const runs = await inTurns(started, ASKED_AT_ONCE, ({ name, input: { shard } }) =>
    shardRun(client, parent, { shard, executionArn: besides(parent.arn, name) }, nowMs),
  )
  return runs.flatMap((run) => (run === undefined ? [] : [run]))
}

async function shardRun(
  client: SFNClient,
  { stage, rule }: StageRule,
  its: Pick<ShardRun, 'shard' | 'executionArn'>,
  nowMs: number,
): Promise<ShardRun | undefined> {
  const execution = await knownExecution(client, its.executionArn)
  if (execution === undefined) return undefined
  const last = await lastAnswer(client, its.executionArn)
  const ledger = await ownLedger(client, { arn: its.executionArn, input: execution.input }, last?.ledger)
  const cost = costOfExecution(await bareHistory(client, its.executionArn), ledger, { stage, rule }, nowMs)
  return { ...its, status: execution.status, ledger, cost }
}

/** The cost of a parent so far, by its own history, and of the executions that it started. */
export function costWithShards(
  events: readonly HistoryEvent[],
  runs: readonly ShardRun[],
  stageRule: StageRule,
  nowMs = Date.now(),
): Cost {
  const own = costOfExecution(events, {}, stageRule, nowMs)
  const costs = [own, ...runs.map(({ cost }) => cost)]
  const sum = (of: 'lambda' | 'stepFunctions' | 'dynamodb' | 'total') => costs.reduce((all, cost) => all + cost[of], 0)
  return {
    lambda: sum('lambda'),
    stepFunctions: sum('stepFunctions'),
    dynamodb: sum('dynamodb'),
    total: sum('total'),
    prices: own.prices,
  }
}
