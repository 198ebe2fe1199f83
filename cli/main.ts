import { Command, CommanderError } from 'commander'
import { InvalidRule } from '../functions/scavenge/errors.ts'
import { addDeployedCommands } from './commands/commands.ts'
import { type LocalFlags, localOptions } from './commands/local/localOptions.ts'
import { failedBefore, type Outcome } from './report/outcome.ts'
import { progressView } from './report/progress.ts'
import { RunFailure, UsageError } from './shell/failure.ts'
import { stopSignal } from './shell/stopSignal.ts'

const [FAILED, WRONG_USAGE, INTERRUPTED] = [1, 2, 130]

const program = new Command('scavenge')
  .description('Deletes from a DynamoDB table what a rule calls old')
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
program
  .command('local')
  .description('runs one execution on this machine: against an embedded engine, or any DynamoDB endpoint')
  .option('--rule <file>', "rule file (default: the project's rules/workers.yml)")
  .option('--endpoint <url>', 'DynamoDB endpoint; without it, an embedded engine with the table of the seed')
  .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
  .option('--pass-seconds <n>', 'length of a pass (default: 900 with --endpoint, 8 without)')
  .option('--items <n>', 'items of the embedded table (default: 16000)')
  .option('--memory <mb>', "memory of a pass (default: the rule's, or 512)")
  .option('--verify', 'afterwards count what is left by a scan of its own; on an embedded table it always does')
  .option('--json', 'print one JSON object on standard output')
  .option('--verbose', 'show what the passes log')
  .action(async (flags: LocalFlags) => {
    process.exit(await local(flags))
  })
addDeployedCommands(program, (code) => process.exit(code))

try {
  await program.parseAsync()
} catch (error) {
  process.exit(exitOf(error))
}

/** Runs, prints what came of it and returns the exit code. */
async function local(flags: LocalFlags): Promise<number> {
  const options = await localOptions(flags)
  const stop = stopSignal()
  // Only now: a wrong command need not wait for what a right one needs.
  const [{ runLocal }, { report }] = await Promise.all([
    import('./commands/local/runLocal.ts'),
    import('./report/report.ts'),
  ])
  const outcome = await runLocal(options, progressView(), stop.signal).catch((error: unknown) => {
    if (stop.signal.aborted) return failedBefore('Aborted', 'stopped before the execution began')
    if (error instanceof InvalidRule || error instanceof RunFailure) return failedBefore(error.name, error.message)
    throw error
  })
  if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`)
  else if (outcome.passes > 0) process.stdout.write(`${report(outcome)}\n`)
  if (outcome.status === 'SUCCEEDED') return 0
  process.stderr.write(`${failureLine(outcome)}\n`)
  return outcome.error === 'Aborted' && stop.signal.reason === 'SIGINT' ? INTERRUPTED : FAILED
}

function failureLine({ error, cause, passes, continuationToken }: Outcome): string {
  if (error !== 'Aborted') return `${error}: ${cause}`
  const next = continuationToken === undefined ? '' : '; --json prints the token with which a run goes on'
  return `Aborted: stopped after ${passes} passes had answered${next}`
}

/** One line for a wrong command and for a failure that has a name; anything else is a fault of ours and keeps its stack. */
function exitOf(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    const message = error.code === 'commander.help' ? 'expected a command, found none' : oneLine(error.message)
    process.stderr.write(
      `${message}; npx scavenge --help lists what there is, and npx scavenge COMMAND --help its options\n`,
    )
    return WRONG_USAGE
  }
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`)
    return WRONG_USAGE
  }
  if (error instanceof RunFailure) {
    process.stderr.write(`${error.name}: ${error.message}\n`)
    return FAILED
  }
  console.error(error)
  return FAILED
}

function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')
}
