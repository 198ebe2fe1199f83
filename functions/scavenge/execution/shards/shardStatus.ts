import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { GOES_ON, statusOf } from '../executionWatch.ts'

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
 * The status of an execution. A shard's is PARENT_ABORTED where its parent was stopped since the shard started: Step
 * Functions stops the shards of a stopped parent as far as it can. A shard that was started later, by itself, goes on.
 */
export async function shardStatus(client: SFNClient, watched: Watched, abortSignal: AbortSignal): Promise<string> {
  const { arn, startMs, parent } = watched
  const own = await statusOf(client, arn, abortSignal)
  if (parent === undefined || !GOES_ON.has(own)) return own
  const command = new DescribeExecutionCommand({ executionArn: parent, includedData: 'METADATA_ONLY' })
  const { status, stopDate } = await client.send(command, { abortSignal })
  const isStopped = status === 'ABORTED' && (stopDate?.getTime() ?? 0) >= startMs
  return isStopped ? PARENT_ABORTED : own
}
