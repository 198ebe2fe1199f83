import type { Command } from 'commander'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { FUNCTION_TIMEOUT_SECONDS } from '../../../statemachine/functionTimeout.ts'
import { failedBefore, type LocalOutcome } from '../../report/localOutcome.ts'
import { progressView } from '../../report/progress.ts'
import { type Exit, exitCodeOfStop, FAILED, SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { stopSignal } from '../../shell/stopSignal.ts'
import { DEFAULT_ITEMS, EMBEDDED_PASS_SECONDS, type LocalFlags, localOptions } from './localOptions.ts'

const PASS_SECONDS =
  `length of a pass in seconds (default: ${FUNCTION_TIMEOUT_SECONDS} with --endpoint, ` +
  `${EMBEDDED_PASS_SECONDS} without)`

/** `scavenge local`, which `npm start` calls. */
export function addLocal(program: Command, exit: Exit): void {
  program
    .command('local')
    .description('run one execution on this machine, against an embedded DynamoDB or any DynamoDB endpoint')
    .option('--rule <file>', "rule file (default: the project's rules/workers.yml)")
    .option('--endpoint <url>', 'DynamoDB endpoint (default: an embedded engine with a demo table)')
    .option('--input <json>', 'execution input: JSON, @FILE, or - for standard input')
    .option('--pass-seconds <n>', PASS_SECONDS)
    .option('--items <n>', `number of items in the demo table (default: ${DEFAULT_ITEMS})`)
    .option('--memory <mb>', `memory of a pass in MB (default: the rule's, or ${DEFAULT_MEMORY_MB})`)
    .option('--verify', 'count what is left afterwards by an independent scan; always done on the demo table')
    .option('--json', 'print one JSON object on standard output')
    .option('--verbose', 'show what the passes log')
    .action(async (flags: LocalFlags) => exit(await local(flags)))
}

/** Runs one execution, prints its outcome and returns the exit code. */
async function local(flags: LocalFlags): Promise<number> {
  const options = await localOptions(flags)
  const { signal } = stopSignal()
  const view = progressView()
  // The imports take seconds on the first run after an installation.
  view.beat('loading')
  const [{ runLocal }, { report }] = await Promise.all([import('./runLocal.ts'), import('../../report/report.ts')])
  view.close()
  const outcome = await runLocal(options, view, signal).catch((error: unknown) => {
    if (signal.aborted) return failedBefore('Aborted', 'stopped before the execution began')
    if (error instanceof InvalidRule || error instanceof RunFailure) return failedBefore(error.name, error.message)
    throw error
  })
  if (options.json) process.stdout.write(`${JSON.stringify(outcome)}\n`)
  else if (outcome.passes > 0) process.stdout.write(`${report(outcome)}\n`)
  if (outcome.status === 'SUCCEEDED') return SUCCEEDED
  process.stderr.write(`${failureLine(outcome)}\n`)
  return outcome.error === 'Aborted' ? exitCodeOfStop(signal) : FAILED
}

function failureLine({ error, cause, passes, continuationToken }: LocalOutcome): string {
  if (error !== 'Aborted') return `${error}: ${cause}`
  const next = continuationToken === undefined ? '' : '; --json prints the token with which a run goes on'
  return `Aborted: stopped after ${passes} passes had answered${next}`
}
