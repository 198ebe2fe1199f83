import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { ExecutionName, StageRule } from '../../executions/names.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { findStateMachine } from '../../executions/stateMachines.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'

/** Starts an execution named after the rule and the time. Throws RunFailure where the stage or the rule isn't there. */
export async function start(
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

/** `workers-20261124T081503123Z`: a rule's name is short enough by the bound of its state machine's, 64. */
export function executionName(rule: string, nowMs: number): string {
  return `${rule}-${new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '')}`
}
