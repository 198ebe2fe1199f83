import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import { executionInput } from '../../shell/executionInput.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import type { GoOnFlags } from '../resume/command.ts'

/** `scavenge change` */
export function addChange(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('change <arn>'))
    .description(
      'change the input of an execution that runs: stop it, wait up to 30 s until its pass has drained, go on from its ' +
        'token with the changed input, and print the ARN of the new execution',
    )
    .requiredOption('--input <json>', 'changes: JSON, @FILE, or -; null takes a field away')
    .action(async (arn: string, flags: GoOnFlags) => {
      const changes = await executionInput(flags.input)
      const { runChange } = await import('./runChange.ts')
      return exit(await runChange(arn, changes, checkedConnection(flags)))
    })
}
