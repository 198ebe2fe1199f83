import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { UsageError } from '../../shell/failure.ts'
import type { StopFlags } from './nextStart.ts'

/** The option of `stop` and `pause` that names the file for the input that goes on. */
export function withOutputOption(command: Command, inPlaceOf: string): Command {
  return command.option(
    '--output <file>',
    'file for the input of the continuing execution, readable only by its owner; - prints it on standard output ' +
      `in place of ${inPlaceOf} ` +
      '(default: scavenge-EXECUTION.json in the current folder)',
  )
}

/** The same flags. Throws UsageError where two of them want standard output. */
export function checkedOutput(flags: StopFlags): StopFlags {
  if (flags.json && flags.output === '-') {
    throw new UsageError('--json and --output - both want standard output: leave one of them out')
  }
  return checkedConnection(flags)
}

/** `scavenge stop` */
export function addStop(program: Command, exit: Exit): void {
  withOutputOption(withConnectionOptions(program.command('stop <arn>')), 'the token')
    .description(
      'stop an execution, and print its last continuation token on standard output and the command that continues ' +
        'from it on standard error. For an execution that has already ended, print the same',
    )
    .action(async (arn: string, flags: StopFlags) => {
      const checked = checkedOutput(flags)
      const { runStop } = await import('./runStop.ts')
      return exit(await runStop(arn, checked))
    })
}
