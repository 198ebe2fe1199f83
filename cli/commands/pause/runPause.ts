import { connectionArguments } from '../../executions/commandLine.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import type { StopFlags } from '../stop/nextStart.ts'
import { stopAndPrepare, whereToGoOn } from '../stop/stopAndPrepare.ts'

/**
 * Stops an execution as `stop` does. On standard output it prints the file that holds the input that goes on, if one
 * does, and on standard error the command that resumes. Returns the exit code.
 */
export async function runPause(arn: string, flags: StopFlags): Promise<number> {
  const ended = await stopAndPrepare(arn, flags)
  if (ended.kind === 'over') return ended.exitCode
  const { stopped, next } = ended
  const { execution, passes, nextInput } = stopped
  const command = `npx scavenge resume ${arn}${connectionArguments(flags)}`
  const file = next.file !== undefined && { file: next.file }
  if (flags.json) printJson({ executionArn: arn, status: execution.status, passes, command, ...file })
  else if (flags.output === '-') printJson(nextInput)
  else if (next.file !== undefined) print(next.file)
  tell(`${whereToGoOn(stopped)}: ${command}`)
  return SUCCEEDED
}
