import { type ExecutionListItem, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'
import type { Cost } from '../cost.ts'
import type { LedgerCounts } from '../verification.ts'
import { type Ending, endingIn, parseJson } from './answer.ts'
import { answerOf, bareHistory, newestFirst } from './history.ts'
import type { StageRule } from './names.ts'
import { chosenStateMachines } from './stateMachines.ts'
import { costOfExecution } from './usage.ts'

/** One execution in the list. What no pass has answered yet is not known, so it isn't there. */
export interface ListedRun extends StageRule {
  readonly executionArn: string
  readonly name: string
  readonly status: string
  readonly startTime: string
  readonly seconds: number
  readonly ending?: Ending
  readonly ledger?: LedgerCounts
  readonly cost?: Cost
}

/**
 * The last executions of a stage's rule, or of all stages, of all rules, newest first. Throws RunFailure where there
 * is no such stage or rule, and what the client throws.
 */
export async function list(
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
  return Promise.all(items.slice(0, limit).map((item) => run(client, item, nowMs)))
}

async function run(client: SFNClient, item: ExecutionListItem & StageRule, nowMs: number): Promise<ListedRun> {
  const { executionArn = '', name = '', status = '', stage, rule } = item
  const { ledger, ending } = await lastWords(client, executionArn)
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

/** From the end backwards: why it ended early, and the ledger of the last pass that answered. */
async function lastWords(client: SFNClient, arn: string): Promise<{ ledger?: LedgerCounts; ending?: Ending }> {
  let ending: Ending | undefined
  for await (const event of newestFirst(client, arn)) {
    ending ??= endingIn(parseJson(event.executionSucceededEventDetails?.output))
    const answer = answerOf(event)
    if (answer) return { ledger: answer.ledger, ...(ending && { ending }) }
  }
  return { ...(ending && { ending }) }
}

function startMsOf({ startDate }: ExecutionListItem): number {
  return startDate?.getTime() ?? Number.NaN
}
