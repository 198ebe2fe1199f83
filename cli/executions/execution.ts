import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, type SFNClient } from '@aws-sdk/client-sfn'
import { doneBefore, ownCounts } from '../answer/before.ts'
import { member, parseJson } from '../answer/json.ts'
import { emptyLedger } from '../answer/ledgerCounts.ts'
import { type PassAnswer, passAnswerIn } from '../answer/passAnswer.ts'
import { readableCause } from '../answer/readableCause.ts'
import type { Reported } from '../report/outcome.ts'
import { RunFailure } from '../shell/failure.ts'
import { bareHistory } from './history.ts'
import type { ExecutionName } from './names.ts'
import { costOfExecution } from './usage.ts'

/** A deployed execution as Step Functions describes it, its texts parsed. */
export interface Execution {
  readonly status: string
  readonly startMs: number
  /** Undefined while it runs. */
  readonly stopMs: number | undefined
  readonly input: unknown
  readonly output: unknown
  readonly error: string | undefined
  readonly cause: string | undefined
}

/** What a deployed execution came to: what `--json` prints, and what the report is made from. */
export interface DeployedOutcome extends Reported {
  readonly executionArn: string
  readonly rule: string
  readonly stage: string
  readonly error?: string
  readonly cause?: string
  readonly startTime: string
}

/** Throws RunFailure `ExecutionNotFound`, and what the client throws. */
export async function describeExecution(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): Promise<Execution> {
  const command = new DescribeExecutionCommand({ executionArn })
  const described = await client.send(command, { ...(signal && { abortSignal: signal }) }).catch((error: unknown) => {
    throw isUnknown(error) ? notFound(executionArn, error) : error
  })
  return executionOf(described)
}

/** Asks for no more than that. */
export async function isRunning(client: SFNClient, executionArn: string, signal?: AbortSignal): Promise<boolean> {
  const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })
  const { status } = await client.send(command, { ...(signal && { abortSignal: signal }) })
  return status === 'RUNNING' || status === 'PENDING_REDRIVE'
}

/** Reads the history once more for its cost. */
export async function outcomeOf(
  client: SFNClient,
  { arn, stage, rule }: ExecutionName,
  execution: Execution,
  last: PassAnswer | undefined,
): Promise<DeployedOutcome> {
  const { status, startMs, stopMs, input, output, error, cause } = execution
  const dryRun = last?.dryRun ?? member(input, 'dryRun') === true
  const ledger = last?.ledger ?? passAnswerIn(output)?.ledger
  const seconds = ((stopMs ?? Date.now()) - startMs) / 1000
  const itsOwn = ledger ? ownCounts(ledger, doneBefore(input)) : {}
  const { deleted = 0, passes = 0 } = itsOwn
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
    cost: costOfExecution(await bareHistory(client, arn), itsOwn, { stage, rule }),
  }
}

function executionOf(described: DescribeExecutionCommandOutput): Execution {
  const { status = 'UNKNOWN', startDate, stopDate, input, output, error, cause } = described
  return {
    status,
    startMs: startDate?.getTime() ?? Number.NaN,
    stopMs: stopDate?.getTime(),
    input: parseJson(input),
    output: parseJson(output),
    error,
    cause: cause === undefined ? undefined : readableCause(cause),
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ExecutionDoesNotExist' || error.name === 'InvalidArn')
}

function notFound(arn: string, cause: unknown): RunFailure {
  return new RunFailure(
    'ExecutionNotFound',
    `expected an execution of this account, found none of the ARN ${arn}: npx scavenge list shows the last ones ` +
      '(an ended one is kept for 90 days)',
    { cause },
  )
}
