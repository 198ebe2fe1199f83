import type { Command } from 'commander'
import { MAX_SHARDS, MAX_SHARDS_AT_ONCE } from '../../../functions/scavenge/rule/limits.ts'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import { type ExecutionInput, executionInput } from '../../shell/executionInput.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { UsageError } from '../../shell/failure.ts'
import { wholeNumber } from '../../shell/optionValues.ts'
import type { StartFlags } from './runStart.ts'

/** `scavenge start` */
export function addStart(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('start'))
    .description('start an execution of a deployed rule and print its ARN')
    .requiredOption('--stage <stage>', 'deployed stage')
    .requiredOption('--rule <rule>', "name of the rule: its file's name without .yml")
    .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
    .option('--continue-from <execution>', 'continue a stopped or failed execution: its name or ARN')
    .option('--shards <n>', 'share the work among n executions that run side by side')
    .option('--shards-at-once <n>', `how many of them run at once (default: all, at most ${MAX_SHARDS_AT_ONCE})`)
    .option('--watch', 'show the execution until it ends, as watch does')
    .action(async (flags: StartFlags) => {
      const input = withOptions(await executionInput(flags.input), flags)
      const { runStart } = await import('./runStart.ts')
      return exit(await runStart(checkedConnection(flags), input))
    })
}

/** The input with the options that stand for a field of it. Throws UsageError for a wrong value, or one given twice. */
function withOptions(input: ExecutionInput, { continueFrom, shards, shardsAtOnce }: StartFlags): ExecutionInput {
  const fields = {
    continueFrom: { option: '--continue-from', value: continueFrom },
    shards: { option: '--shards', value: wholeNumber('--shards', shards, { least: 1, most: MAX_SHARDS }) },
    shardsAtOnce: {
      option: '--shards-at-once',
      value: wholeNumber('--shards-at-once', shardsAtOnce, { least: 1, most: MAX_SHARDS_AT_ONCE }),
    },
  }
  let result = input
  for (const [field, { option, value }] of Object.entries(fields)) {
    if (value === undefined) continue
    const twice = [field, ...(field === 'continueFrom' ? ['continuationToken'] : [])].find((name) => name in input)
    if (twice !== undefined) {
      throw new UsageError(`${option}: expected no ${twice} in --input beside it, found one: leave one of them out`)
    }
    result = { ...result, [field]: value }
  }
  return result
}
