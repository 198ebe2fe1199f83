import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { passEnvironment } from '../../../functions/scavenge/environment/environment.ts'
import { InvalidInput } from '../../../functions/scavenge/errors.ts'
import { withStartValues } from '../../../functions/scavenge/execution/startValues.ts'
import { isMap } from '../../../functions/scavenge/rule/fields.ts'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { type LoadedRule, readRuleFile } from '../../../functions/scavenge/rule/ruleFile.ts'
import { tableCode } from '../../engine/tableCode.ts'
import { type LocalOutcome, localOutcome } from '../../report/localOutcome.ts'
import type { ProgressView } from '../../report/progress.ts'
import { buildBundle } from '../../sandbox/bundle.ts'
import { LocalStepFunctions } from '../../sandbox/localStepFunctions.ts'
import { RECOUNT_READS, recountedAge } from '../../verify/recount.ts'
import { ExecutionsHere } from './executionsHere.ts'
import type { LocalOptions } from './localOptions.ts'
import { requireTableName } from './requireTableName.ts'
import { prepareTarget, type Target } from './target.ts'
import { verifyOutcome } from './verifyOutcome.ts'

interface Run {
  readonly options: LocalOptions
  readonly loaded: LoadedRule
  readonly target: Target
  /** Path of the bundle. */
  readonly bundle: string
  /** Path of the file for a rule that is too long for the environment. */
  readonly ruleFile: string
  readonly memoryMb: number
  readonly view: ProgressView
  readonly signal: AbortSignal
}

/**
 * Runs one execution against a table, with the deployed definition and the deployed bundle. Everything that it starts
 * has ended when it settles. Throws InvalidRule, RunFailure or the signal's reason for what happens before the
 * execution begins; what happens afterwards is in the outcome.
 */
export async function runLocal(options: LocalOptions, view: ProgressView, signal: AbortSignal): Promise<LocalOutcome> {
  const loaded = readRuleFile(options.rule)
  const { rule } = loaded
  requireTableName(rule, options.rule)
  await using started = new AsyncDisposableStack()
  started.defer(() => view.close())
  const target = await prepareTarget(options, { table: rule.table, started, view, signal })
  view.note('building the bundle that a deployment uploads')
  const bundle = started.use(await buildBundle())
  signal.throwIfAborted()
  const memoryMb = options.memoryMb ?? rule.deployment.memory ?? DEFAULT_MEMORY_MB
  const ruleFile = writeRule(bundle.path, loaded)
  // Without await the bundle would be removed under the execution.
  return await execute({ options, loaded, target, bundle: bundle.path, ruleFile, memoryMb, view, signal })
}

async function execute(run: Run): Promise<LocalOutcome> {
  const { options, target, memoryMb, view, signal } = run
  const rule = withValues(run.loaded.rule, options.input)
  const { endpoint } = target
  // The run itself made the demo table, so it confirms that its items may go.
  const confirmation = target.seed && { confirm: await tableCode(endpoint, rule) }
  const input = { ...confirmation, ...options.input }
  await using stepFunctions = await LocalStepFunctions.start()
  const environment = async () => ({ ...(await sandboxEnvironment(run)), AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint })
  const here = new ExecutionsHere({
    rule,
    lambda: { bundle: run.bundle, timeoutMs: options.passSeconds * 1000, memoryMb, environment },
    verbose: options.verbose,
    isDemo: target.seed !== undefined,
    stepFunctions,
    view,
    signal,
  })
  const startMs = performance.now()
  const result = await here.run(input)
  const seconds = (performance.now() - startMs) / 1000
  const { passes, maxMemoryMb } = here
  const outcome = localOutcome({
    rule: rule.name,
    table: rule.table,
    input,
    result: { ...result, transitions: here.transitions },
    passes,
    seconds,
    memoryMb,
    maxMemoryMb,
  })
  const { last } = passes
  if (outcome.error === 'Unconfirmed') return { ...outcome, confirm: await tableCode(endpoint, rule) }
  if (last?.status !== 'complete' || !(target.seed || options.verify)) return outcome
  view.close()
  if (recountedAge(rule) === undefined) {
    view.note(`not verified: ${RECOUNT_READS}`)
    return outcome
  }
  view.note('counting what is left by a scan of the table')
  return verifyOutcome(outcome, last.cutoff, { input, loaded: { ...run.loaded, rule }, target, signal })
}

/** The rule with the values of the input, where they are what it asks for: if not, the execution itself refuses them. */
function withValues(rule: Rule, { values }: LocalOptions['input']): Rule {
  try {
    return withStartValues(rule, isMap(values) ? values : {})
  } catch (error) {
    if (error instanceof InvalidInput) return rule
    throw error
  }
}

/** Writes a rule that is too long for the environment beside the bundle, as an archive holds it. Returns its path. */
function writeRule(bundle: string, { data }: LoadedRule): string {
  const file = join(dirname(bundle), 'rule.json')
  writeFileSync(file, JSON.stringify(data))
  return file
}

/** What Lambda would give the function, and nothing else of this process's environment. */
async function sandboxEnvironment({ loaded, target, memoryMb, ruleFile }: Run): Promise<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env
  return {
    PATH,
    HOME,
    ...passEnvironment({ data: loaded.data, ruleName: loaded.rule.name, stage: 'local', memoryMb, ruleFile }),
    AWS_LAMBDA_FUNCTION_NAME: loaded.rule.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    ...(await target.endpoint.environment()),
  }
}
