import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import { withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { DEFAULT_ITEMS } from '../local/localOptions.ts'
import { type EstimateFlags, estimateOptions } from './estimateOptions.ts'

/** `scavenge estimate` */
export function addEstimate(program: Command, exit: Exit): void {
  withConnectionOptions(program.command('estimate'))
    .description('estimate from a sample what an execution would delete and what it would cost; deletes nothing')
    .option('--rule <rule>', "rule file (default: the project's rules/workers.yml); with --stage the rule's name")
    .option('--endpoint <url>', 'DynamoDB endpoint (default: an embedded engine with a demo table)')
    .option('--stage <stage>', 'estimate the deployed rule of this stage, by an execution of its state machine')
    .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
    .option('--sample <share>', 'share of the segments to read, above 0 and up to 1 (default: 0.01); not with --stage')
    .option('--show <n>', 'also show up to n candidates and n undated items of the sample; not with --stage or --json')
    .option('--items <n>', `number of items in the demo table (default: ${DEFAULT_ITEMS})`)
    .action(async (flags: EstimateFlags) => {
      const options = await estimateOptions(flags)
      // The imports take seconds on the first run after an installation.
      if (options.kind === 'deployed') {
        const { runEstimate } = await import('./runEstimate.ts')
        return exit(await runEstimate(options))
      }
      setFlagsFromString('--optimize-for-size') // V8 lets the heap grow for speed, which a minute's work does not need
      const { runLocalEstimate } = await import('./runLocalEstimate.ts')
      return exit(await runLocalEstimate(options))
    })
}
