import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { withClient } from '../../executions/session.ts'
import { showExecution } from './showExecution.ts'

/** Shows an execution until it ends. Returns the exit code. */
export async function runWatch(arn: string, flags: DeployedFlags): Promise<number> {
  const execution = parseExecutionArn(arn)
  return withClient({ region: execution.region, ...flags }, (client) => showExecution(client, execution, flags))
}
