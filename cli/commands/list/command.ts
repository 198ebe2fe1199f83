import type { Command } from 'commander'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { wholeNumber } from '../../shell/optionValues.ts'
import type { ListFlags } from './runList.ts'

const DEFAULT_RUNS = 10
const MAX_RUNS = 50

const COST = `
The cost is the sum of Lambda, Step Functions and DynamoDB on demand, at us-east-1's prices. Lambda's share comes from
the times in the history and from the memory in the rule file on this machine (${DEFAULT_MEMORY_MB} MB without a file). An execution
without a ledger shows –.`

/** `scavenge list` */
export function addList(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('list'))
    .description('list the last executions: start, duration, status, deleted items, cost')
    .option('--stage <stage>', 'only executions of this stage (default: all)')
    .option('--rule <rule>', 'only executions of this rule (default: all)')
    .option('--limit <n>', `how many executions, up to ${MAX_RUNS} (default: ${DEFAULT_RUNS})`)
    .addHelpText('after', COST)
    .action(async (flags: ListFlags) => {
      const limit = wholeNumber('--limit', flags.limit, { least: 1, most: MAX_RUNS }) ?? DEFAULT_RUNS
      const { runList } = await import('./runList.ts')
      return exit(await runList(checkedConnection(flags), limit))
    })
}
