import type { Command } from 'commander'
import type { ConnectionFlags } from '../executions/connection.ts'
import { executionInput } from '../shell/executionInput.ts'
import { UsageError } from '../shell/failure.ts'
import { endpointUrl, wholeNumber } from '../shell/optionValues.ts'

const DEFAULT_RUNS = 10
const MAX_RUNS = 50

interface JsonFlag extends ConnectionFlags {
  readonly json?: boolean
}
interface StartFlags extends JsonFlag {
  readonly stage: string
  readonly rule: string
  readonly input?: string
  readonly watch?: boolean
}
interface StopFlags extends JsonFlag {
  readonly output?: string
}
interface ListFlags extends JsonFlag {
  readonly stage?: string
  readonly rule?: string
  readonly limit?: string
}

/** The commands against a deployed stage. What they need beyond their options is loaded when one of them runs. */
export function addDeployedCommands(program: Command, exit: (code: number) => never): void {
  connected(program.command('start'))
    .description('starts an execution of a deployed rule, and prints its ARN')
    .requiredOption('--stage <stage>', 'the deployed stage')
    .requiredOption('--rule <rule>', "the rule's name: its file's, without .yml")
    .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
    .option('--watch', 'then show it until it ends, as watch does')
    .action(async (flags: StartFlags) => {
      const input = await executionInput(flags.input)
      const { runStart } = await import('./watch/runWatch.ts')
      exit(await runStart(checked(flags), input))
    })

  connected(program.command('watch <arn>'))
    .description('shows an execution until it ends, whose status is the exit status: 0 succeeded, 1 otherwise')
    .action(async (arn: string, flags: JsonFlag) => {
      const { runWatch } = await import('./watch/runWatch.ts')
      exit(await runWatch(arn, checked(flags)))
    })

  connected(program.command('stop <arn>'))
    .description(
      'stops an execution, prints the last continuation token on standard output, and how to go on from it; on one ' +
        'that has ended it prints the same',
    )
    .option(
      '--output <file>',
      'where the input that goes on is written, readable by its owner only; - for standard output, in place of the ' +
        'token (default: scavenge-EXECUTION.json in the current folder)',
    )
    .action(async (arn: string, flags: StopFlags) => {
      if (flags.json && flags.output === '-') {
        throw new UsageError('--json and --output - both want standard output: leave one of them out')
      }
      const { runStop } = await import('./stop/runStop.ts')
      exit(await runStop(arn, checked(flags)))
    })

  connected(program.command('list'))
    .description('the last executions in a table: start, duration, status, deleted, cost')
    .option('--stage <stage>', 'of this stage (default: all)')
    .option('--rule <rule>', 'of this rule (default: all)')
    .option('--limit <n>', `how many (default: ${DEFAULT_RUNS})`)
    .addHelpText('after', COST)
    .action(async (flags: ListFlags) => {
      const limit = wholeNumber('--limit', flags.limit, 1, MAX_RUNS) ?? DEFAULT_RUNS
      const { runList } = await import('./list/runList.ts')
      exit(await runList(checked(flags), limit))
    })
}

const COST = `
cost: Lambda for the time from each task's start to its end in the history, at the memory of the rule file here (512 MB
without one), Step Functions for the states entered, DynamoDB on demand for the ledger's units; without a ledger, –.`

function connected(command: Command): Command {
  return command
    .option('--region <region>', "AWS Region (default: the ARN's, AWS_REGION, the profile's)")
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE)')
    .option('--endpoint-url <url>', 'another endpoint of Step Functions (default: AWS_ENDPOINT_URL)')
    .option('--json', 'print one JSON value on standard output')
}

function checked<T extends ConnectionFlags>(flags: T): T {
  endpointUrl('--endpoint-url', flags.endpointUrl)
  return flags
}
