import type { SFNClient } from '@aws-sdk/client-sfn'
import { estimateIn } from '../../answer/estimate.ts'
import { describeExecution, type Execution, isRunning } from '../../executions/execution.ts'
import { persistently, realSleep } from '../../executions/persistently.ts'
import { withClient } from '../../executions/withClient.ts'
import { estimateReport } from '../../report/estimateReport.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import { interruptible } from '../../shell/stopSignal.ts'
import { startExecution } from '../start/startExecution.ts'
import type { DeployedEstimate } from './estimateOptions.ts'

/** The wait between two looks at an execution that only estimates: it takes at most some minutes. */
const LOOK_EVERY_MS = 1_000

/**
 * Starts an execution that only estimates, waits for its end and prints its estimate. Returns the exit code. Throws
 * RunFailure by the execution's own error and for what AWS refuses, and Interrupted.
 */
export async function runEstimate({ connection, stage, rule, input, json }: DeployedEstimate): Promise<number> {
  return interruptible((signal) =>
    withClient(connection, async (client) => {
      const { arn } = await startExecution(client, { stage, rule }, { ...input, estimate: true })
      tell(`started ${arn}`)
      const ended = await endOf(client, arn, signal)
      const estimate = estimateIn(ended.output)
      if (estimate === undefined) throw failure(ended, arn)
      if (json) printJson(estimate)
      else print(estimateReport(estimate, { stage, rule }))
      return SUCCEEDED
    }),
  )
}

/** The execution once it has ended. Throws the signal's reason when it aborts, and what the client throws. */
async function endOf(client: SFNClient, arn: string, signal: AbortSignal): Promise<Execution> {
  const ask = <Answer>(question: () => Promise<Answer>) => persistently(question, tell, signal)
  while (await ask(() => isRunning(client, arn, signal))) await realSleep(LOOK_EVERY_MS, signal)
  return ask(() => describeExecution(client, arn, signal))
}

function failure({ status, error = status, cause }: Execution, arn: string): RunFailure {
  return new RunFailure(error, cause ?? `expected an estimate from the execution ${arn}, found none`)
}
