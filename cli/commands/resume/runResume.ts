import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import { describeExecution, isGoingOn } from '../../executions/execution.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { withClientOf } from '../../executions/withClient.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { tell } from '../../shell/printing.ts'
import { interruptible } from '../../shell/stopSignal.ts'
import { goOn } from './goOn.ts'
import { showGoneOn } from './showGoneOn.ts'

/**
 * Goes on from an execution that has ended, with a changed input. Returns the exit code. Throws RunFailure, UsageError and
 * Interrupted.
 */
export async function runResume(arn: string, changes: ExecutionInput, flags: DeployedFlags): Promise<number> {
  const name = parseExecutionArn(arn)
  const gone = await interruptible((signal) =>
    withClientOf(name, flags, async (client) => {
      const { status } = await describeExecution(client, arn)
      if (isGoingOn(status)) {
        const found = `found one that runs: npx scavenge change ${arn} changes it as it runs`
        throw new RunFailure('StillRunning', `expected an execution that has ended, ${found}`)
      }
      const onWait = (seconds: number) => tell(`waits ${seconds} s, until the pass that was running has drained`)
      return goOn(name, { client, changes, signal, onWait })
    }),
  )
  showGoneOn(gone, flags)
  return SUCCEEDED
}
