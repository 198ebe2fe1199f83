import { parseExecutionArn } from '../../executions/names.ts'
import { withClientOf } from '../../executions/withClient.ts'
import { showExecution, type WatchFlags } from './showExecution.ts'

/** Shows an execution until it ends. Returns the exit code. */
export async function runWatch(arn: string, flags: WatchFlags): Promise<number> {
  const execution = parseExecutionArn(arn)
  return withClientOf(execution, flags, (client) => showExecution(client, execution, flags))
}
