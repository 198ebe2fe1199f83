import type { Command } from 'commander'
import type { Exit } from '../../shell/exitCodes.ts'
import { endpointUrl } from '../../shell/optionValues.ts'
import { DEMO_RULE } from '../../shell/project.ts'
import type { WhyFlags } from './runWhy.ts'

/** `scavenge why` */
export function addWhy(program: Command, exit: Exit): void {
  program
    .command('why')
    .description("print what a rule says of one item and each step to it; reads the item by the caller's credentials")
    .requiredOption('--key <json>', "the item's key: plain JSON or DynamoDB's")
    .option('--rule <file>', "rule file, or beside --stage a rule's name (default: the project's rules/workers.yml)")
    .option('--stage <stage>', 'take the rule as this stage runs it')
    .option('--input <json>', 'execution input for olderThan and values: JSON, @FILE, or - for standard input')
    .option('--endpoint <url>', 'DynamoDB endpoint (default: that of the Region)')
    .option('--region <region>', "AWS Region (default: the rule's, else AWS_REGION, the profile's)")
    .option('--json', 'print one JSON value on standard output')
    .action(async (flags: Partial<WhyFlags> & Pick<WhyFlags, 'key'>) => {
      endpointUrl('--endpoint', flags.endpoint)
      const rule = flags.stage === undefined ? DEMO_RULE : 'workers'
      const { runWhy } = await import('./runWhy.ts')
      return exit(await runWhy({ rule, ...flags }))
    })
}
