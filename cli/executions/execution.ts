import { DescribeExecutionCommand, type DescribeExecutionCommandOutput, type SFNClient } from '@aws-sdk/client-sfn'
import { GOES_ON } from '../../functions/scavenge/execution/executionWatch.ts'
import { parseJson } from '../../functions/scavenge/execution/json.ts'
import { isUnknownExecution } from '../../functions/scavenge/request/errorCodes.ts'
import { readableCause } from '../answer/readableCause.ts'
import { RunFailure } from '../shell/failure.ts'

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

/** The same, or undefined where there is no such execution. */
export async function knownExecution(client: SFNClient, executionArn: string): Promise<Execution | undefined> {
  try {
    return await describeExecution(client, executionArn)
  } catch (error) {
    if (error instanceof RunFailure && error.name === 'ExecutionNotFound') return undefined
    throw error
  }
}

/** Whether the execution has not ended yet. */
export async function isRunning(client: SFNClient, executionArn: string, signal?: AbortSignal): Promise<boolean> {
  const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })
  const { status } = await client.send(command, { ...(signal && { abortSignal: signal }) })
  return isGoingOn(status)
}

/** Whether an execution of that status has not ended. */
export function isGoingOn(status: string | undefined): boolean {
  return status !== undefined && GOES_ON.has(status)
}

/** How an execution ended: its status, and its error and cause where it has them. */
export function endInWords({ status, error, cause }: Partial<Pick<Execution, 'status' | 'error' | 'cause'>>): string {
  return [status, error, cause].filter((part) => part !== undefined && part !== '').join(': ')
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
  return error instanceof Error && isUnknownExecution(error.name)
}

function notFound(arn: string, cause: unknown): RunFailure {
  return new RunFailure(
    'ExecutionNotFound',
    `expected an execution of this account, found none of the ARN ${arn}: npx scavenge list shows the last ones ` +
      '(an ended one is kept for 90 days)',
    { cause },
  )
}
