import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import { describeExecution, isGoingOn } from '../../executions/execution.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { withClient } from '../../executions/session.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { tell } from '../../shell/printing.ts'
import { stopSignal } from '../../shell/stopSignal.ts'
import { goOn } from './goOn.ts'
import { showGoneOn } from './showGoneOn.ts'

/** Goes on from an execution that has ended, with a changed input. Returns the exit code. */
export async function runResume(arn: string, changes: ExecutionInput, flags: DeployedFlags): Promise<number> {
  const name = parseExecutionArn(arn)
  const gone = await withClient({ ...flags, region: flags.region ?? name.region }, async (client) => {
    const { status } = await describeExecution(client, arn)
    if (isGoingOn(status)) {
      throw new RunFailure(
        'StillRunning',
        `expected an execution that has ended, found one that runs: npx scavenge change ${arn} changes it as it runs`,
      )
    }
    const onWait = (seconds: number) => tell(`waits ${seconds} s, until the pass that was running has drained`)
    return goOn(name, { client, changes, signal: stopSignal().signal, onWait })
  })
  showGoneOn(gone, flags)
  return SUCCEEDED
}
