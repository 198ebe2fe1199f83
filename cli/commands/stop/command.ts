import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { UsageError } from '../../shell/failure.ts'
import type { StopFlags } from './nextStart.ts'

/** `scavenge stop` */
export function addStop(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('stop <arn>'))
    .description(
      'stop an execution; print its last continuation token on standard output and, on standard error, the command ' +
        'that goes on from it. Prints the same for an execution that has ended',
    )
    .option(
      '--output <file>',
      'file for the input that goes on, readable by its owner only; - prints it on standard output in place of the ' +
        'token (default: scavenge-EXECUTION.json in the current folder)',
    )
    .action(async (arn: string, flags: StopFlags) => {
      if (flags.json && flags.output === '-') {
        throw new UsageError('--json and --output - both want standard output: leave one of them out')
      }
      const { runStop } = await import('./runStop.ts')
      exit(await runStop(arn, checkedConnection(flags)))
    })
}
