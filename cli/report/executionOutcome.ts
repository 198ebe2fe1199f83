import type { SFNClient } from '@aws-sdk/client-sfn'
import type { Cost } from '../../functions/scavenge/cost/cost.ts'
import { member } from '../../functions/scavenge/execution/json.ts'
import { emptyLedger } from '../answer/ledgerCounts.ts'
import { type PassAnswer, passAnswerIn } from '../answer/passAnswer.ts'
import type { Trouble } from '../answer/trouble.ts'
import { ownLedger } from '../executions/beginning.ts'
import { costOfExecution } from '../executions/costOfExecution.ts'
import type { Execution } from '../executions/execution.ts'
import { bareHistory } from '../executions/history.ts'
import type { ExecutionName } from '../executions/names.ts'
import type { Outcome } from './outcome.ts'

/** What a deployed execution came to: what `--json` prints. */
export interface ExecutionOutcome extends Outcome {
  readonly executionArn: string
  readonly rule: string
  readonly stage: string
  readonly error?: string
  readonly cause?: string
  readonly startTime: string
}

/** What was seen of an execution's passes. */
export interface SeenPasses {
  /** The answer of the last one that gave one. */
  readonly last: PassAnswer | undefined
  readonly trouble: Trouble
  /** Of the execution and its shards, where it is a parent; of any other, its history tells. */
  readonly cost?: Cost
}

/**
 * The outcome of an execution, given what was seen of its passes. Reads the history for a cost that was not seen. Throws
 * what the client throws.
 */
export async function executionOutcome(
  client: SFNClient,
  { arn, stage, rule }: ExecutionName,
  execution: Execution,
  { last, trouble, cost }: SeenPasses,
): Promise<ExecutionOutcome> {
  const { status, startMs, stopMs, input, output, error, cause } = execution
  const dryRun = last?.dryRun ?? member(input, 'dryRun') === true
  const ledger = last?.ledger ?? passAnswerIn(output)?.ledger
  const seconds = ((stopMs ?? Date.now()) - startMs) / 1000
  const own = await ownLedger(client, { arn, input }, ledger)
  const { deleted = 0, passes = 0 } = own
  return {
    status,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    passes,
    ledger: ledger ?? emptyLedger(dryRun),
    seconds,
    rule,
    stage,
    executionArn: arn,
    startTime: new Date(startMs).toISOString(),
    dryRun,
    ...(status === 'SUCCEEDED' && { output }),
    rate: seconds > 0 ? deleted / seconds : 0,
    ...(Object.keys(trouble).length > 0 && { trouble }),
    ...(last?.hint !== undefined && { hint: last.hint }),
    cost: cost ?? costOfExecution(await bareHistory(client, arn), own, { stage, rule }),
  }
}
