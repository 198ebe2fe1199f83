import type { Command } from 'commander'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { FUNCTION_TIMEOUT_SECONDS } from '../../../statemachine/functionTimeout.ts'
import { estimateIn } from '../../answer/estimate.ts'
import { quoted } from '../../executions/commandLine.ts'
import { failedBefore, type LocalOutcome } from '../../report/localOutcome.ts'
import { progressView } from '../../report/progress.ts'
import { ask, isTerminal } from '../../shell/ask.ts'
import { type Exit, exitCodeOfStop, FAILED, SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { print, printJson, tell } from '../../shell/printing.ts'
import { stopSignal } from '../../shell/stopSignal.ts'
import {
  DEFAULT_ITEMS,
  EMBEDDED_PASS_SECONDS,
  type LocalFlags,
  type LocalOptions,
  localOptions,
} from './localOptions.ts'

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
    .option('--confirm <code>', 'confirmation code of what the rule deletes')
    .option('--pass-seconds <n>', PASS_SECONDS)
    .option('--items <n>', `number of items in the demo table (default: ${DEFAULT_ITEMS})`)
    .option('--memory <mb>', `memory of a pass in MB (default: the rule's, or ${DEFAULT_MEMORY_MB})`)
    .option('--verify', 'compare the ledger with an independent scan afterwards; always done on the demo table')
    .option('--json', 'print one JSON object on standard output')
    .option('--verbose', 'show the log of the passes')
    .action(async (flags: LocalFlags) => exit(await local(flags)))
}

/**
 * Runs one execution, prints its outcome and returns the exit code. Where nobody has confirmed what it would delete, it
 * asks on a terminal for the code and runs again; elsewhere it prints the command that goes on.
 */
async function local(flags: LocalFlags): Promise<number> {
  const options = await localOptions(flags)
  const signal = stopSignal()
  let outcome = await outcomeOf(options, signal)
  if (outcome.error === 'Unconfirmed' && !options.json && isTerminal()) {
    tell(`${await estimateText(options)}${failureLine(outcome)}`)
    const confirm = await ask('Type the code to delete these items, or nothing to leave them: ', signal)
    if (confirm === '') return signal.aborted ? exitCodeOfStop(signal) : FAILED
    outcome = await outcomeOf({ ...options, input: { ...options.input, confirm } }, signal)
  }
  if (options.json) printJson(outcome)
  else await printOutcome(outcome, options)
  if (outcome.status === 'SUCCEEDED') return SUCCEEDED
  tell(failureLine(outcome))
  if (outcome.confirm !== undefined) tell(`To go on: ${confirmedCommand(outcome.confirm)}`)
  return outcome.error === 'Aborted' ? exitCodeOfStop(signal) : FAILED
}

async function outcomeOf(options: LocalOptions, signal: AbortSignal): Promise<LocalOutcome> {
  const view = progressView()
  // The imports take seconds on the first run after an installation.
  view.beat('loading')
  const { runLocal } = await import('./runLocal.ts')
  view.close()
  return runLocal(options, view, signal).catch((error: unknown) => {
    if (signal.aborted) return failedBefore('Aborted', 'stopped before the execution began')
    if (error instanceof InvalidRule || error instanceof RunFailure) return failedBefore(error.name, error.message)
    throw error
  })
}

/** Prints what an execution came to, or the estimate of one that only estimates. */
async function printOutcome(outcome: LocalOutcome, { endpoint }: LocalOptions): Promise<void> {
  const estimate = outcome.passes === 0 ? estimateIn(outcome.output) : undefined
  if (estimate) {
    const { estimateReport } = await import('../../report/estimateReport.ts')
    print(estimateReport(estimate, { isDemo: endpoint === undefined }))
  } else if (outcome.passes > 0) {
    const { report } = await import('../../report/report.ts')
    print(report(outcome))
  }
}

/** The estimate in full: the outcome's cause holds only a sentence of it. A token has none. */
async function estimateText(options: LocalOptions): Promise<string> {
  if (typeof options.input.continuationToken === 'string') return ''
  const [{ estimateHere }, { estimateReport }] = await Promise.all([
    import('../estimate/runLocalEstimate.ts'),
    import('../../report/estimateReport.ts'),
  ])
  return `${estimateReport(await estimateHere(options), { isDemo: false })}\n`
}

/** This command with the code, to paste into a shell. */
function confirmedCommand(code: string): string {
  return ['npx scavenge', ...process.argv.slice(2).map(quoted), '--confirm', code].join(' ')
}

function failureLine({ error, cause, passes, continuationToken }: LocalOutcome): string {
  if (error !== 'Aborted') return `${error}: ${cause}`
  const next = continuationToken === undefined ? '' : '; --json prints the token with which a run goes on'
  return `Aborted: stopped after ${passes} passes had answered${next}`
}
