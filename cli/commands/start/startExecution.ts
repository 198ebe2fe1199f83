import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { type ExecutionName, parseExecutionArn, type StageRule } from '../../executions/names.ts'
import { findStateMachine } from '../../executions/stateMachines.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'

/** Starts an execution, named after its rule and the time. Throws RunFailure where there is no such stage or rule. */
export async function startExecution(
  client: SFNClient,
  wanted: StageRule,
  input: ExecutionInput,
  nowMs = Date.now(),
): Promise<ExecutionName> {
  const { arn } = await findStateMachine(client, wanted)
  const started = await client.send(
    new StartExecutionCommand({
      stateMachineArn: arn,
      name: executionName(wanted.rule, nowMs),
      input: JSON.stringify(input),
    }),
  )
  return parseExecutionArn(started.executionArn ?? '')
}

/** Such as `workers-20261124T081503123Z`. It keeps to the bound of 80, because a state machine's name has at most 64. */
export function executionName(rule: string, nowMs: number): string {
  return `${rule}-${new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '')}`
}
