import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import type { StopFlags } from './nextStart.ts'
import { stopAndPrepare, whereToGoOn } from './stopAndPrepare.ts'

/**
 * Stops an execution and prints where another can go on: the token on standard output, all else on standard error.
 * Returns the exit code.
 */
export async function runStop(arn: string, flags: StopFlags): Promise<number> {
  const ended = await stopAndPrepare(arn, flags)
  if (ended.kind === 'over') return ended.exitCode
  const { stopped, next } = ended
  const { execution, continuationToken: token, passes, shards, nextInput } = stopped
  if (flags.json) {
    const { status } = execution
    const ofShards = shards.length > 0 && { shards: shards.map(({ executionArn }) => executionArn) }
    printJson({
      executionArn: arn,
      status,
      passes,
      ...ofShards,
      ...(token !== undefined && { continuationToken: token }),
      ...next,
    })
  } else if (flags.output === '-') printJson(nextInput)
  else if (token !== undefined) print(token)
  tell(`${whereToGoOn(stopped)}: ${next.command}`)
  return SUCCEEDED
}
