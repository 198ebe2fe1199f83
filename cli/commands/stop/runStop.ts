import { rmSync, writeFileSync } from 'node:fs'
import { endingIn } from '../../answer/ending.ts'
import { connectionArguments, startCommand } from '../../executions/commandLine.ts'
import type { ConnectionFlags } from '../../executions/connection.ts'
import { type ExecutionName, parseExecutionArn } from '../../executions/names.ts'
import { withClient } from '../../executions/session.ts'
import { RunFailure } from '../../shell/failure.ts'
import { stopSignal } from '../../shell/stopSignal.ts'
import { type Stopped, stop } from './stop.ts'

export interface StopFlags extends ConnectionFlags {
  /** A file, or - for standard output. */
  readonly output?: string
  readonly json?: boolean
}

const DRAINS =
  'a pass that was running ends within about 10 s: what it deletes until then is simply no longer there, and an ' +
  'execution that goes on counts one lost pass'

/** Stops an execution and prints where another can go on: the token on standard output, all else on standard error. */
export async function runStop(arn: string, flags: StopFlags): Promise<number> {
  const name = parseExecutionArn(arn)
  const stopped = await withClient({ ...flags, region: flags.region ?? name.region }, (client) =>
    stop(client, name, stopSignal().signal),
  )
  const { execution, continuationToken: token, passes } = stopped
  const { status } = execution
  say(stopped.stopped ? `stopped ${arn}; ${DRAINS}` : `nothing to stop, ${arn} had ended: ${sentence(stopped)}`)
  const ending = endingIn(execution.output)
  if (ending?.status === 'continued') {
    const { successor } = ending
    say(`its successor goes on: npx scavenge stop ${successor}${connectionArguments(flags)}`)
    return 1
  }
  if (status === 'SUCCEEDED') {
    if (flags.json) print({ executionArn: arn, status, passes })
    return 0
  }
  const { input, ...next } = goOn(name, stopped, flags)
  if (flags.json)
    print({ executionArn: arn, status, passes, ...(token !== undefined && { continuationToken: token }), ...next })
  else if (flags.output === '-') print(input)
  else if (token !== undefined) process.stdout.write(`${token}\n`)
  say(`${place(stopped)}: ${next.command}`)
  return 0
}

interface GoOn {
  readonly command: string
  /** Where the input is, if it is in a file. */
  readonly file?: string
  readonly input: Readonly<Record<string, unknown>>
}

/** The command that goes on, or starts anew; with a token its input is in a file, too long for some shells. */
function goOn(name: ExecutionName, { continuationToken, input }: Stopped, flags: StopFlags): GoOn {
  const connection = { ...flags, region: flags.region ?? foreign(name.region) }
  if (flags.output === '-') return { command: startCommand(name, '-', connection), input }
  if (continuationToken === undefined && flags.output === undefined) {
    return { command: startCommand(name, JSON.stringify(input), connection), input }
  }
  const file = flags.output ?? `scavenge-${name.name}.json`
  writeInput(file, input)
  return { command: startCommand(name, `@${file}`, connection), file, input }
}

/** Holds keys of items, so nobody else may read it; a file of that name is replaced, whoever could read it. */
function writeInput(file: string, input: GoOn['input']): void {
  try {
    rmSync(file, { force: true })
    writeFileSync(file, `${JSON.stringify(input)}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const again = 'name another by --output, or - for standard output, and stop again'
    throw new RunFailure('FileNotWritten', `expected to write the input that goes on: ${why}; ${again}`, { cause })
  }
}

function place({ passes, continuationToken }: Stopped): string {
  if (continuationToken !== undefined) {
    return passes > 0 ? `go on after pass ${passes}` : 'no pass had answered: go on from the token it began with'
  }
  return passes > 0 ? 'the last pass had read everything: start anew' : 'no pass had answered: start anew'
}

function sentence({ execution: { status, error, cause } }: Stopped): string {
  return [status, error, cause].filter((part) => part !== undefined && part !== '').join(': ')
}

/** A Region that the next command would not find by itself; one in the profile is named once too often. */
function foreign(region: string): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return region === (AWS_REGION ?? AWS_DEFAULT_REGION) ? undefined : region
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
