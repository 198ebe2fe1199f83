import { connectionArguments, quoted } from '../../executions/commandLine.ts'
import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import { describeExecution, isGoingOn } from '../../executions/execution.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { withClientOf } from '../../executions/withClient.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { tell } from '../../shell/printing.ts'
import { interruptible } from '../../shell/stopSignal.ts'
import { changedInput } from '../resume/changedInput.ts'
import { goOn } from '../resume/goOn.ts'
import { showGoneOn } from '../resume/showGoneOn.ts'

/**
 * Stops an execution that runs and goes on from its token with a changed input. The new one yields to none: another may
 * have started meanwhile. Returns the exit code. Throws RunFailure, UsageError and Interrupted.
 */
export async function runChange(arn: string, changes: ExecutionInput, flags: DeployedFlags): Promise<number> {
  const name = parseExecutionArn(arn)
  changedInput({}, changes) // what is wrong with the changes is said before anything is asked
  const resume = `npx scavenge resume ${arn} --input ${quoted(JSON.stringify(changes))}${connectionArguments(flags)}`
  const gone = await interruptible((signal) =>
    withClientOf(name, flags, async (client) => {
      const { status } = await describeExecution(client, arn)
      if (!isGoingOn(status)) {
        const found = `found one that ended as ${status}: ${resume}`
        throw new RunFailure('NotRunning', `expected an execution that runs, ${found}`)
      }
      const onWait = (seconds: number) => tell(`stopped ${arn}; waits ${seconds} s, until its pass has drained`)
      return goOn(name, { client, changes: { force: true, ...changes }, signal, onWait }).catch((error: unknown) => {
        tell(`the change was not made. Once ${arn} has ended: ${resume}`)
        throw error
      })
    }),
  )
  showGoneOn(gone, flags)
  return SUCCEEDED
}
