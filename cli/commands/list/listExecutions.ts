import { type ExecutionListItem, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'
import type { Cost } from '../../../functions/scavenge/cost/cost.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'
import { doneBefore, ownCounts } from '../../answer/before.ts'
import { type Ending, endingIn } from '../../answer/ending.ts'
import type { LedgerCounts } from '../../answer/ledgerCounts.ts'
import { tokenBegunWith } from '../../executions/beginning.ts'
import { describeExecution } from '../../executions/execution.ts'
import { bareHistory, lastAnswer } from '../../executions/history.ts'
import type { StageRule } from '../../executions/names.ts'
import { chosenStateMachines } from '../../executions/stateMachines.ts'
import { costOfExecution } from '../../executions/usage.ts'

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
}

/** Executions that are asked about at the same time. Each takes at least three requests, which have quotas. */
const ASKED_AT_ONCE = 5

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
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: arn, maxResults: limit }),
    )
    for (const execution of executions) items.push({ ...execution, stage, rule })
  }
  items.sort((a, b) => startMsOf(b) - startMsOf(a))
  const turns = new Semaphore(ASKED_AT_ONCE)
  return Promise.all(items.slice(0, limit).map((item) => inTurn(turns, () => listedRun(client, item, nowMs))))
}

/** Acts when one of the turns is free. */
async function inTurn<T>(turns: Semaphore, act: () => Promise<T>): Promise<T> {
  await turns.acquire(NEVER)
  try {
    return await act()
  } finally {
    turns.release()
  }
}

async function listedRun(client: SFNClient, item: ExecutionListItem & StageRule, nowMs: number): Promise<ListedRun> {
  const { executionArn = '', name = '', status = '', stage, rule } = item
  const { input, output } = await describeExecution(client, executionArn)
  const last = await lastAnswer(client, executionArn)
  const ledger = last?.ledger && ownCounts(last.ledger, doneBefore(await tokenBegunWith(client, executionArn, input)))
  const ending = endingIn(output)
  return {
    stage,
    rule,
    executionArn,
    name,
    status,
    startTime: new Date(startMsOf(item)).toISOString(),
    seconds: ((item.stopDate?.getTime() ?? nowMs) - startMsOf(item)) / 1000,
    ...(ending && { ending }),
    ...(ledger && {
      ledger,
      cost: costOfExecution(await bareHistory(client, executionArn), ledger, { stage, rule }, nowMs),
    }),
  }
}

function startMsOf({ startDate }: ExecutionListItem): number {
  return startDate?.getTime() ?? Number.NaN
}
