import { endingIn } from '../../answer/ending.ts'
import { connectionArguments } from '../../executions/commandLine.ts'
import { endInWords } from '../../executions/execution.ts'
import { parseExecutionArn } from '../../executions/names.ts'
import { withClientOf } from '../../executions/withClient.ts'
import { FAILED, SUCCEEDED } from '../../shell/exitCodes.ts'
import { printJson, tell } from '../../shell/printing.ts'
import { interruptible } from '../../shell/stopSignal.ts'
import { type NextStart, prepareNextStart, type StopFlags } from './nextStart.ts'
import { type Stopped, stopExecution } from './stopExecution.ts'

const DRAINS =
  'a pass that was running ends within about 10 s: what it deletes until then is simply no longer there, and an ' +
  'execution that goes on counts one lost pass'

/** An execution that has ended: with how another goes on, or with nothing left to go on from. */
export type Ended =
  | { readonly kind: 'goesOn'; readonly stopped: Stopped; readonly next: NextStart }
  | { readonly kind: 'over'; readonly exitCode: number }

/** Stops an execution, says so, and writes the input that goes on from it. Throws RunFailure and Interrupted. */
export async function stopAndPrepare(arn: string, flags: StopFlags): Promise<Ended> {
  const name = parseExecutionArn(arn)
  const stopped = await interruptible((signal) =>
    withClientOf(name, flags, (client) => stopExecution(client, name, signal)),
  )
  const { execution, passes } = stopped
  tell(stopped.stopped ? `stopped ${arn}; ${DRAINS}` : `nothing to stop, ${arn} had ended: ${endInWords(execution)}`)
  const ending = endingIn(execution.output)
  if (ending?.status === 'continued') {
    tell(`its successor goes on: npx scavenge stop ${ending.successor}${connectionArguments(flags)}`)
    return { kind: 'over', exitCode: FAILED }
  }
  if (execution.status === 'SUCCEEDED') {
    if (flags.json) printJson({ executionArn: arn, status: execution.status, passes })
    return { kind: 'over', exitCode: SUCCEEDED }
  }
  return { kind: 'goesOn', stopped, next: prepareNextStart(name, stopped, flags) }
}

/** Where an execution that goes on begins, in words. */
export function whereToGoOn({ passes, continuationToken, shards, nextInput }: Omit<Stopped, 'execution'>): string {
  if (continuationToken !== undefined) {
    return passes > 0 ? `go on after pass ${passes}` : 'no pass had answered: go on from the token it began with'
  }
  if (shards.length > 0) return `go on where its ${shards.length} shards left off`
  if ('continueFrom' in nextInput) return 'no pass had answered: go on from the execution that it was to continue'
  return passes > 0 ? 'the last pass had read everything: start anew' : 'no pass had answered: start anew'
}
