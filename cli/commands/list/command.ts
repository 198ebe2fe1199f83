import type { Command } from 'commander'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { checkedConnection, withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { wholeNumber } from '../../shell/optionValues.ts'
import type { ListFlags } from './runList.ts'

const DEFAULT_RUNS = 10
const MAX_RUNS = 50

const COST = `
cost: the sum of three. Lambda for the time from each task's start to its end in the history, at the memory of the rule
file here (${DEFAULT_MEMORY_MB} MB without one). Step Functions for the states entered. DynamoDB on demand for the ledger's units. An
execution without a ledger shows –.`

/** `scavenge list` */
export function addList(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('list'))
    .description('list the last executions in a table: start, duration, status, deleted, cost')
    .option('--stage <stage>', 'of this stage (default: all)')
    .option('--rule <rule>', 'of this rule (default: all)')
    .option('--limit <n>', `how many (default: ${DEFAULT_RUNS})`)
    .addHelpText('after', COST)
    .action(async (flags: ListFlags) => {
      const limit = wholeNumber('--limit', flags.limit, { least: 1, most: MAX_RUNS }) ?? DEFAULT_RUNS
      const { runList } = await import('./runList.ts')
      return exit(await runList(checkedConnection(flags), limit))
    })
}
