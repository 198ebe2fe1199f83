import type { Command } from 'commander'
import { checkedConnection, type DeployedFlags, withConnectionOptions } from '../../executions/connectionOptions.ts'
import { executionInput } from '../../shell/executionInput.ts'
import type { Exit } from '../../shell/exitCodes.ts'

/** Options of `resume` and `change`. */
export interface GoOnFlags extends DeployedFlags {
  readonly input?: string
}

/** `scavenge resume` */
export function addResume(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('resume <arn>'))
    .description('go on from the last token of an execution that has ended, and print the ARN of the new one')
    .option('--input <json>', "changes of the execution's input: JSON, @FILE, or -; null takes a field away")
    .action(async (arn: string, flags: GoOnFlags) => {
      const changes = await executionInput(flags.input)
      const { runResume } = await import('./runResume.ts')
      return exit(await runResume(arn, changes, checkedConnection(flags)))
    })
}
