import type { Command } from 'commander'
import { endpointUrl } from '../shell/optionValues.ts'
import type { ConnectionFlags } from './connection.ts'

/** The options that every command against a deployed stage has. */
export interface DeployedFlags extends ConnectionFlags {
  readonly json?: boolean
}

/** Adds those options. */
export function withConnectionOptions(command: Command): Command {
  return command
    .option('--region <region>', "AWS Region (default: the ARN's, else AWS_REGION, AWS_DEFAULT_REGION, the profile's)")
    .option('--profile <name>', 'AWS profile (default: AWS_PROFILE)')
    .option('--endpoint-url <url>', 'endpoint of Step Functions (default: AWS_ENDPOINT_URL, else that of the Region)')
    .option('--json', 'print one JSON value on standard output')
}

/** The same flags. Throws UsageError where the endpoint is not a URL. */
export function checkedConnection<T extends ConnectionFlags>(flags: T): T {
  endpointUrl('--endpoint-url', flags.endpointUrl)
  return flags
}
