import { endingIn } from '../../answer/ending.ts'
import { connectionArguments } from '../../executions/commandLine.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { withClient } from '../../executions/session.ts'
import { FAILED, SUCCEEDED } from '../../shell/exitCodes.ts'
import { stopSignal } from '../../shell/stopSignal.ts'
import { prepareNextStart, type StopFlags } from './nextStart.ts'
import { type Stopped, stopExecution } from './stopExecution.ts'

const DRAINS =
  'a pass that was running ends within about 10 s: what it deletes until then is simply no longer there, and an ' +
  'execution that goes on counts one lost pass'

/**
 * Stops an execution and prints where another can go on: the token on standard output, all else on standard error.
 * Returns the exit code.
 */
export async function runStop(arn: string, flags: StopFlags): Promise<number> {
  const name = parseExecutionArn(arn)
  const stopped = await withClient({ ...flags, region: flags.region ?? name.region }, (client) =>
    stopExecution(client, name, stopSignal().signal),
  )
  const { execution, continuationToken: token, passes, nextInput } = stopped
  const { status } = execution
  tell(stopped.stopped ? `stopped ${arn}; ${DRAINS}` : `nothing to stop, ${arn} had ended: ${endOf(stopped)}`)
  const ending = endingIn(execution.output)
  if (ending?.status === 'continued') {
    const { successor } = ending
    tell(`its successor goes on: npx scavenge stop ${successor}${connectionArguments(flags)}`)
    return FAILED
  }
  if (status === 'SUCCEEDED') {
    if (flags.json) printJson({ executionArn: arn, status, passes })
    return SUCCEEDED
  }
  const next = prepareNextStart(name, stopped, flags)
  if (flags.json) {
    printJson({ executionArn: arn, status, passes, ...(token !== undefined && { continuationToken: token }), ...next })
  } else if (flags.output === '-') printJson(nextInput)
  else if (token !== undefined) process.stdout.write(`${token}\n`)
  tell(`${whereToGoOn(stopped)}: ${next.command}`)
  return SUCCEEDED
}

function whereToGoOn({ passes, continuationToken }: Stopped): string {
  if (continuationToken !== undefined) {
    return passes > 0 ? `go on after pass ${passes}` : 'no pass had answered: go on from the token it began with'
  }
  return passes > 0 ? 'the last pass had read everything: start anew' : 'no pass had answered: start anew'
}

function endOf({ execution: { status, error, cause } }: Stopped): string {
  return [status, error, cause].filter((part) => part !== undefined && part !== '').join(': ')
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
