import type { Command } from 'commander'
import type { Exit } from '../../shell/exitCodes.ts'
import { endpointUrl } from '../../shell/optionValues.ts'
import { DEMO_RULE } from '../../shell/project.ts'
import type { WhyFlags } from './runWhy.ts'

/** `scavenge why` */
export function addWhy(program: Command, exit: Exit): void {
  program
    .command('why')
    .description("print a rule's verdict on one item and each step to it; reads the item with the caller's credentials")
    .requiredOption('--key <json>', "the item's key: plain JSON or DynamoDB's")
    .option('--rule <file>', "rule file (default: the project's rules/workers.yml); with --stage the rule's name")
    .option('--stage <stage>', 'take the rule with the fields of this stage')
    .option('--input <json>', 'execution input with olderThan or values: JSON, @FILE, or - for standard input')
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
