import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import { executionInput } from '../../shell/executionInput.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import type { StartFlags } from './runStart.ts'

/** `scavenge start` */
export function addStart(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('start'))
    .description('start an execution of a deployed rule and print its ARN')
    .requiredOption('--stage <stage>', 'deployed stage')
    .requiredOption('--rule <rule>', "name of the rule: its file's name without .yml")
    .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
    .option('--watch', 'then show the execution until it ends, as watch does')
    .action(async (flags: StartFlags) => {
      const input = await executionInput(flags.input)
      const { runStart } = await import('./runStart.ts')
      exit(await runStart(checkedConnection(flags), input))
    })
}
