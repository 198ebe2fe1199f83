import { connectionArguments } from '../../executions/commandLine.ts'
import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import { whereToGoOn } from '../stop/stopAndPrepare.ts'
import type { GoneOn } from './goOn.ts'

/** Prints the ARN of the execution that goes on, on standard output, and on standard error from where and how to see it. */
export function showGoneOn({ started, from }: GoneOn, flags: DeployedFlags): void {
  const { arn } = started
  if (flags.json) printJson({ executionArn: arn, passes: from.passes })
  else print(arn)
  tell(`${whereToGoOn(from)}; npx scavenge watch ${arn}${connectionArguments(flags)} shows it`)
}
