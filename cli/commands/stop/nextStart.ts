import { rmSync, writeFileSync } from 'node:fs'
import { startCommand } from '../../executions/commandLine.ts'
import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import type { ExecutionName } from '../../executions/names.ts'
import { RunFailure } from '../../shell/failure.ts'
import type { Stopped } from './stopExecution.ts'

export interface StopFlags extends DeployedFlags {
  /** A file, or - for standard output. */
  readonly output?: string
}

/** How another execution goes on from a stopped one, or starts anew. */
export interface NextStart {
  /** The command for it, to be pasted into a shell. */
  readonly command: string
  /** The file that holds its input, if one does. */
  readonly file?: string
}

/**
 * Makes the command. An input with a token is too long for some shells, so it is written to a file, unless `--output`
 * sends it to standard output. Throws RunFailure `FileNotWritten`.
 */
export function prepareNextStart(
  name: ExecutionName,
  { continuationToken, nextInput }: Stopped,
  flags: StopFlags,
): NextStart {
  const connection = { ...flags, region: flags.region ?? regionToName(name.region) }
  if (flags.output === '-') return { command: startCommand(name, '-', connection) }
  if (continuationToken === undefined && flags.output === undefined) {
    return { command: startCommand(name, JSON.stringify(nextInput), connection) }
  }
  const file = flags.output ?? `scavenge-${name.name}.json`
  writePrivately(file, nextInput)
  return { command: startCommand(name, `@${file}`, connection), file }
}

/**
 * A token holds keys of items, so only the owner may read the file. An existing file is removed first, because it
 * would keep its own permissions.
 */
function writePrivately(file: string, input: Stopped['nextInput']): void {
  try {
    rmSync(file, { force: true })
    writeFileSync(file, `${JSON.stringify(input)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const again = 'name another by --output, or - for standard output, and stop again'
    throw new RunFailure('FileNotWritten', `expected to write the input that goes on: ${why}; ${again}`, { cause })
  }
}

/** The Region, unless the environment of the next command names the same one. */
function regionToName(region: string): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return region === (AWS_REGION || AWS_DEFAULT_REGION) ? undefined : region
}
