import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import type { WatchFlags } from './showExecution.ts'

/** `scavenge watch` */
export function addWatch(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('watch <arn>'))
    .description('show an execution until it ends; the exit status is 0 if it succeeded, 1 otherwise')
    .option('--shard-lines', "for an execution that has shards: print each shard's start, passes and end")
    .action(async (arn: string, flags: WatchFlags) => {
      const { runWatch } = await import('./runWatch.ts')
      return exit(await runWatch(arn, checkedConnection(flags)))
    })
}
