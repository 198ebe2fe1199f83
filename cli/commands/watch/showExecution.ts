import type { SFNClient } from '@aws-sdk/client-sfn'
import { estimateIn } from '../../answer/estimate.ts'
import { connectionArguments } from '../../executions/commandLine.ts'
import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import { describeExecution, endInWords } from '../../executions/execution.ts'
import type { ExecutionName } from '../../executions/names.ts'
import { estimateReport } from '../../report/estimateReport.ts'
import { progressView } from '../../report/progress.ts'
import { report } from '../../report/report.ts'
import { FAILED, SUCCEEDED } from '../../shell/exitCodes.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import { interruptible } from '../../shell/stopSignal.ts'
import { type Watched, watchExecution } from './watchExecution.ts'

/** Options of `watch`, and of `start` with `--watch`. */
export interface WatchFlags extends DeployedFlags {
  readonly shardLines?: boolean
}

/**
 * Shows an execution until it ends, then prints its outcome. Returns the exit code. Throws what the client throws, and
 * Interrupted.
 */
export async function showExecution(client: SFNClient, execution: ExecutionName, flags: WatchFlags): Promise<number> {
  const { arn } = execution
  return interruptible(async (signal) => {
    // The first request is not repeated: a wrong endpoint or ARN must fail at once.
    await describeExecution(client, arn, signal)
    const view = progressView()
    try {
      const watching = { client, view, signal, eachShard: flags.shardLines ?? false }
      return printed(await watchExecution(execution, watching), flags)
    } catch (error) {
      view.close()
      view.note(`the execution goes on; npx scavenge watch ${arn}${connectionArguments(flags)} shows it again`)
      throw error
    }
  })
}

function estimated({ output, stage, rule }: Watched): string {
  const estimate = estimateIn(output)
  return estimate ? estimateReport(estimate, { stage, rule }) : 'an estimate that this release cannot read: see --json'
}

/** Prints the outcome and returns the exit code. */
function printed(outcome: Watched, { json }: DeployedFlags): number {
  const { status, passes, ending } = outcome
  if (json) printJson(outcome)
  else if (ending?.status === 'skipped') {
    print(`${status}: skipped, because ${ending.runningExecution} was running; nothing was done`)
  } else if (ending?.status === 'estimated') print(estimated(outcome))
  else if (passes > 0) print(report(outcome))
  if (status === 'SUCCEEDED') return SUCCEEDED
  tell(endInWords(outcome))
  return FAILED
}
