import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { GOES_ON } from '../executionWatch.ts'

/** In place of a shard's own status, once its parent was stopped. */
export const PARENT_ABORTED = 'PARENT_ABORTED'

/** An execution that is watched. */
interface Watched {
  readonly arn: string
  /** When it started: milliseconds since 1970. */
  readonly startMs: number
  /** The ARN of its parent; undefined where it has none. */
  readonly parent: string | undefined
}

/**
 * The status of an execution, asked for without its input and output, which may be long and encrypted. A shard's is
 * PARENT_ABORTED where its parent was stopped since the shard started: Step Functions stops the shards of a stopped parent
 * as far as it can. A shard that was started or redriven later, by itself, goes on.
 */
export async function shardStatus(client: SFNClient, watched: Watched, abortSignal: AbortSignal): Promise<string> {
  const { arn, startMs, parent } = watched
  const describe = (executionArn: string) => {
    const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' })
    return client.send(command, { abortSignal })
  }
  const { status: own, redriveDate } = await describe(arn)
  if (own === undefined) throw new Error(`execution ${arn}: expected a status in the answer, found none`)
  if (parent === undefined || !GOES_ON.has(own)) return own
  const { status, stopDate } = await describe(parent)
  const sinceMs = Math.max(startMs, redriveDate?.getTime() ?? 0)
  return status === 'ABORTED' && (stopDate?.getTime() ?? 0) >= sinceMs ? PARENT_ABORTED : own
}
