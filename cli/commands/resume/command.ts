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
    .description('continue an execution that has ended from its last token, and print the ARN of the new execution')
    .option('--input <json>', 'changed fields: JSON, @FILE, or - for standard input; null removes a field')
    .action(async (arn: string, flags: GoOnFlags) => {
      const changes = await executionInput(flags.input)
      const { runResume } = await import('./runResume.ts')
      return exit(await runResume(arn, changes, checkedConnection(flags)))
    })
}
