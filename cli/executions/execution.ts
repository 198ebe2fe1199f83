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

/** The execution of that ARN; undefined where there is none. Throws what the client throws. */
export async function knownExecution(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): Promise<Execution | undefined> {
  const command = new DescribeExecutionCommand({ executionArn })
  try {
    return executionOf(await client.send(command, { ...(signal && { abortSignal: signal }) }))
  } catch (error) {
    if (error instanceof Error && isUnknownExecution(error.name)) return undefined
    throw error
  }
}

/** The execution of that ARN. Throws RunFailure `ExecutionNotFound` where there is none, and what the client throws. */
export async function describeExecution(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): Promise<Execution> {
  const known = await knownExecution(client, executionArn, signal)
  if (known !== undefined) return known
  throw new RunFailure(
    'ExecutionNotFound',
    `expected an execution of this account, found none of the ARN ${executionArn}: npx scavenge list shows the last ones ` +
      '(an ended one is kept for 90 days)',
  )
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
