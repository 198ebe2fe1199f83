import type { Command } from 'commander'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import { type ExecutionInput, executionInput } from '../../shell/executionInput.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { UsageError } from '../../shell/failure.ts'
import type { StartFlags } from './runStart.ts'

/** `scavenge start` */
export function addStart(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('start'))
    .description('start an execution of a deployed rule and print its ARN')
    .requiredOption('--stage <stage>', 'deployed stage')
    .requiredOption('--rule <rule>', "name of the rule: its file's name without .yml")
    .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
    .option('--continue-from <execution>', 'continue a stopped or failed execution: its name or ARN')
    .option('--watch', 'then show the execution until it ends, as watch does')
    .action(async (flags: StartFlags) => {
      const input = continuing(await executionInput(flags.input), flags.continueFrom)
      const { runStart } = await import('./runStart.ts')
      exit(await runStart(checkedConnection(flags), input))
    })
}

/** The input with the execution to continue. Throws UsageError where the input already says where to continue. */
function continuing(input: ExecutionInput, continueFrom: string | undefined): ExecutionInput {
  if (continueFrom === undefined) return input
  const beside = ['continueFrom', 'continuationToken'].find((origin) => origin in input)
  if (beside === undefined) return { ...input, continueFrom }
  throw new UsageError(`--continue-from: expected no ${beside} in --input beside it, found one: leave one of them out`)
}
