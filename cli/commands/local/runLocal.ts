import { costOf } from '../../../functions/scavenge/cost/cost.ts'
import { passEnvironment } from '../../../functions/scavenge/rule/environment.ts'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { type LoadedRule, readRuleFile } from '../../../functions/scavenge/rule/ruleFile.ts'
import { loadDefinition } from '../../../statemachine/definition.ts'
import { emptyLedger } from '../../answer/ledgerCounts.ts'
import { isSeedRule } from '../../engine/seedItems.ts'
import type { Outcome } from '../../report/outcome.ts'
import type { ProgressView } from '../../report/progress.ts'
import { buildBundle } from '../../sandbox/bundle.ts'
import { Lambda } from '../../sandbox/lambda.ts'
import { runExecution } from '../../sandbox/localExecution.ts'
import { cutoffOf, recount } from '../../verify/recount.ts'
import { type Verification, verify } from '../../verify/verification.ts'
import { type Ground, prepareGround } from './ground.ts'
import type { LocalOptions } from './localOptions.ts'
import { Passes } from './passes.ts'

/** Lines of a pass's log that are shown when it fails. */
const LOG_LINES = 20

interface Run {
  readonly options: LocalOptions
  readonly loaded: LoadedRule
  readonly ground: Ground
  /** Path of the bundle. */
  readonly bundle: string
  readonly view: ProgressView
  readonly signal: AbortSignal
}

/**
 * One execution against a table: the deployed definition and the deployed bundle. Everything that it starts has ended
 * when it settles. Throws InvalidRule and RunFailure for what goes wrong before the execution begins, and the
 * signal's reason when it aborts by then; afterwards whatever happens is in the outcome.
 */
export async function runLocal(options: LocalOptions, view: ProgressView, signal: AbortSignal): Promise<Outcome> {
  const loaded = readRuleFile(options.rule)
  await using started = new AsyncDisposableStack()
  started.defer(() => view.close())
  const ground = await prepareGround(options, loaded.rule.table, started, view, signal)
  const bundle = started.adopt(await buildBundle(), (built) => built.remove())
  signal.throwIfAborted()
  return await execute({ options, loaded, ground, bundle: bundle.path, view, signal })
}

async function execute(run: Run): Promise<Outcome> {
  const { options, loaded, ground, view, signal } = run
  const { rule } = loaded
  const memoryMb = options.memoryMb ?? rule.deployment.memory ?? DEFAULT_MEMORY_MB
  const logs: string[] = []
  const passes = new Passes(view, () => logs, signal)
  const lambda = new Lambda({
    bundle: run.bundle,
    functionName: rule.name,
    timeoutMs: options.passSeconds * 1000,
    memoryMb,
    environment: () => sandboxEnvironment(run, memoryMb),
    onStart: (pid) => passes.showStart(pid),
    onProgress: (progress) => passes.showProgress(progress),
    onLog(line) {
      if (options.verbose) view.note(line)
      else if (logs.push(line) > LOG_LINES) logs.shift()
    },
  })
  const startMs = performance.now()
  const result = await runExecution({
    definition: loadDefinition(rule.name),
    input: options.input,
    name: rule.name,
    runBegin: (payload) => passes.begin(lambda, payload),
    runPass: (payload) => passes.run(lambda, payload),
    signal,
  })
  const seconds = (performance.now() - startMs) / 1000
  await lambda.close()

  const { last } = passes
  const ledger = last?.ledger ?? emptyLedger(options.input.dryRun === true)
  const { readUnits = 0, writeUnits = 0, deleted = 0 } = ledger
  const { transitions } = result
  const token = last ? last.continuationToken : options.input.continuationToken
  const outcome: Outcome = {
    status: result.status,
    ...(result.status === 'FAILED' && { error: result.error, cause: result.cause }),
    passes: passes.answered,
    ledger,
    seconds,
    maxMemoryMb: lambda.maxMemoryMb,
    rule: rule.name,
    table: rule.table,
    executionId: result.id,
    startTime: result.startTime,
    dryRun: options.input.dryRun === true,
    ...(result.status === 'SUCCEEDED' && { output: result.output }),
    rate: seconds > 0 ? deleted / seconds : 0,
    cost: costOf({
      passSeconds: passes.seconds,
      invocations: passes.invocations,
      memoryMb,
      transitions,
      readUnits,
      writeUnits,
    }),
    ...(result.status === 'FAILED' && typeof token === 'string' && { continuationToken: token }),
  }
  const settled = last?.status === 'complete'
  return settled && (ground.seed || options.verify) ? verified(run, outcome, last.cutoff) : outcome
}

/** Adds the independent scan; on the embedded table, where nobody else writes, a difference fails the run. */
async function verified(run: Run, outcome: Outcome, engineCutoff: string | undefined): Promise<Outcome> {
  const { options, loaded, ground, view, signal } = run
  const { rule, data } = loaded
  view.close()
  view.note('counting what is left by a scan of the table')
  const olderThan = options.input.olderThan ?? olderThanOf(data)
  // A token brings its own cutoff, which only the engine can read.
  const cutoffMs =
    options.input.continuationToken === undefined
      ? cutoffOf(String(outcome.startTime), String(olderThan))
      : Date.parse(String(engineCutoff))
  let verification: Verification
  try {
    const counts = ground.seed?.(cutoffMs)
    verification = verify({
      recount: await recount(ground.endpoint.client, rule, cutoffMs, signal),
      ledger: outcome.ledger,
      items: counts?.items,
      seed: isSeedRule(rule) ? counts : undefined,
    })
  } catch (error) {
    if (signal.aborted)
      return failed(outcome, 'Aborted', 'stopped while the table was counted; the execution had ended')
    return failed(outcome, 'RecountFailed', error instanceof Error ? error.message : String(error))
  }
  const checked = { ...outcome, verification }
  if (verification.agrees || !ground.seed) return checked
  return failed(checked, 'RecountDisagrees', verification.differences.join('; '))
}

function failed(outcome: Outcome, error: string, cause: string): Outcome {
  return outcome.status === 'FAILED' ? outcome : { ...outcome, status: 'FAILED', error, cause }
}

function olderThanOf({ age }: LoadedRule['data']): unknown {
  return typeof age === 'object' && age !== null && 'olderThan' in age ? age.olderThan : undefined
}

/** What Lambda would give the function, and nothing else of this process's environment. */
async function sandboxEnvironment({ loaded, ground }: Run, memoryMb: number): Promise<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env
  return {
    PATH,
    HOME,
    ...passEnvironment({ data: loaded.data, ruleName: loaded.rule.name, stage: 'local', memoryMb }),
    AWS_LAMBDA_FUNCTION_NAME: loaded.rule.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    ...(await ground.endpoint.environment()),
  }
}
