import { connectionArguments } from '../../executions/commandLine.ts'
import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import type { StageRule } from '../../executions/names.ts'
import { withClient } from '../../executions/withClient.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import { showExecution } from '../watch/showExecution.ts'
import { startExecution } from './startExecution.ts'

export interface StartFlags extends DeployedFlags, StageRule {
  readonly input?: string
  readonly continueFrom?: string
  readonly shards?: string
  readonly shardsAtOnce?: string
  readonly watch?: boolean
}

/** Starts an execution, prints its ARN and, with `--watch`, shows it until it ends. Returns the exit code. */
export async function runStart(flags: StartFlags, input: ExecutionInput): Promise<number> {
  return withClient(flags, async (client) => {
    const execution = await startExecution(client, flags, input)
    if (flags.watch) {
      if (!flags.json) tell(`started ${execution.arn}`)
      return showExecution(client, execution, flags)
    }
    if (flags.json) printJson({ executionArn: execution.arn })
    else print(execution.arn)
    tell(`started; npx scavenge watch ${execution.arn}${connectionArguments(flags)} shows it`)
    return SUCCEEDED
  })
}
