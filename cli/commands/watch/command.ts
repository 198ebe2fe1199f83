import type { Command } from 'commander'
import { checkedConnection, type DeployedFlags, withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'

/** `scavenge watch` */
export function addWatch(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('watch <arn>'))
    .description('show an execution until it ends; the exit status is 0 if it succeeded, 1 otherwise')
    .action(async (arn: string, flags: DeployedFlags) => {
      const { runWatch } = await import('./runWatch.ts')
      exit(await runWatch(arn, checkedConnection(flags)))
    })
}
