import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import { executionInput } from '../../shell/executionInput.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import type { GoOnFlags } from '../resume/command.ts'

/** `scavenge change` */
export function addChange(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('change <arn>'))
    .description(
      'change the input of a running execution: stop it, wait up to 30 s until its pass has drained, continue from ' +
        'its token with the changed input, and print the ARN of the new execution',
    )
    .requiredOption('--input <json>', 'changed fields: JSON, @FILE, or - for standard input; null removes a field')
    .action(async (arn: string, flags: GoOnFlags) => {
      const changes = await executionInput(flags.input)
      const { runChange } = await import('./runChange.ts')
      return exit(await runChange(arn, changes, checkedConnection(flags)))
    })
}
