import type { SFNClient } from '@aws-sdk/client-sfn'
import { connectionArguments } from '../../executions/commandLine.ts'
import type { ConnectionFlags } from '../../executions/connection.ts'
import { describeExecution } from '../../executions/execution.ts'
import { type ExecutionName, parseExecutionArn, type StageRule } from '../../executions/names.ts'
import { withClient } from '../../executions/session.ts'
import { progressView } from '../../report/progress.ts'
import { report } from '../../report/report.ts'
import type { ExecutionInput } from '../../shell/executionInput.ts'
import { stopSignal } from '../../shell/stopSignal.ts'
import { start } from '../start/start.ts'
import { type Watched, watch } from './watch.ts'

interface WatchFlags extends ConnectionFlags {
  readonly json?: boolean
}

/** Starts an execution, prints its ARN and, where asked, shows it to its end. Returns the exit code. */
export async function runStart(
  flags: WatchFlags & StageRule & { readonly watch?: boolean },
  input: ExecutionInput,
): Promise<number> {
  return withClient(flags, async (client) => {
    const execution = await start(client, flags, input)
    if (flags.watch) {
      if (!flags.json) process.stderr.write(`started ${execution.arn}\n`)
      return show(client, execution, flags)
    }
    process.stdout.write(`${flags.json ? JSON.stringify({ executionArn: execution.arn }) : execution.arn}\n`)
    process.stderr.write(`started; npx scavenge watch ${execution.arn}${connectionArguments(flags)} shows it\n`)
    return 0
  })
}

/** Shows an execution to its end. Returns the exit code. */
export async function runWatch(arn: string, flags: WatchFlags): Promise<number> {
  const execution = parseExecutionArn(arn)
  return withClient({ region: execution.region, ...flags }, (client) => show(client, execution, flags))
}

const [SUCCEEDED, FAILED, INTERRUPTED] = [0, 1, 130]

async function show(client: SFNClient, execution: ExecutionName, flags: WatchFlags): Promise<number> {
  const { signal } = stopSignal()
  // The first look must get through: nothing is lost yet that could come back.
  await describeExecution(client, execution.arn)
  const view = progressView()
  try {
    return print(await watch(execution, { client, view, signal }), flags)
  } catch (error) {
    view.close()
    view.note(`the execution goes on; npx scavenge watch ${execution.arn}${connectionArguments(flags)} shows it again`)
    if (!signal.aborted) throw error
    return signal.reason === 'SIGINT' ? INTERRUPTED : FAILED
  }
}

function print(outcome: Watched, { json }: WatchFlags): number {
  const { status, error, cause, passes, ending } = outcome
  if (json) process.stdout.write(`${JSON.stringify(outcome)}\n`)
  else if (ending?.status === 'skipped') {
    process.stdout.write(`${status}: skipped, because ${ending.runningExecution} was running; nothing was done\n`)
  } else if (passes > 0) process.stdout.write(`${report(outcome)}\n`)
  if (status === 'SUCCEEDED') return SUCCEEDED
  const why = [error, cause].filter((part) => part !== undefined && part !== '')
  process.stderr.write(`${[status, ...why].join(': ')}\n`)
  return FAILED
}
