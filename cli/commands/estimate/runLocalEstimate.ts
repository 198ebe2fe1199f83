import { ScavengeError } from '../../../functions/scavenge/errors.ts'
import type { Estimate } from '../../../functions/scavenge/estimate/estimate.ts'
import { parseInput } from '../../../functions/scavenge/execution/input.ts'
import { withStartValues } from '../../../functions/scavenge/execution/startValues.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { DEFAULT_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { readRuleFile } from '../../../functions/scavenge/rule/ruleFile.ts'
import { estimateTable } from '../../../functions/scavenge/tasks/estimate.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { FUNCTION_TIMEOUT_SECONDS } from '../../../statemachine/functionTimeout.ts'
import { estimateReport } from '../../report/estimateReport.ts'
import { progressView } from '../../report/progress.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure } from '../../shell/failure.ts'
import { print, printJson } from '../../shell/printing.ts'
import { requireTableName } from '../local/requireTableName.ts'
import { prepareTarget } from '../local/target.ts'
import type { LocalEstimate } from './estimateOptions.ts'
import { Shown } from './shown.ts'

type Estimated = Pick<LocalEstimate, 'rule' | 'endpoint' | 'input' | 'items'> & Partial<Pick<LocalEstimate, 'share'>>

/** Makes an estimate in this process, as Begin does in the function. Throws RunFailure, named as Begin's own error. */
export async function estimateHere(options: Estimated, shown = new Shown(0)): Promise<Estimate> {
  return estimateAt(options, shown).catch((error: unknown) => {
    const isNamed = error instanceof ScavengeError || error instanceof Throttled || error instanceof RequestFailed
    throw isNamed ? new RunFailure(error.name, error.message, { cause: error }) : error
  })
}

/**
 * Makes an estimate and prints it. Returns the exit code. Throws what `estimateHere` throws. The estimate is made in this
 * process, because `--show` prints items, and an answer of the function may hold none.
 */
export async function runLocalEstimate(options: LocalEstimate): Promise<number> {
  const { json, endpoint } = options
  const shown = new Shown(options.show)
  const estimate = await estimateHere(options, shown)
  if (json) printJson(estimate)
  else print([estimateReport(estimate, { isDemo: endpoint === undefined }), ...shown.lines()].join('\n'))
  return SUCCEEDED
}

async function estimateAt({ rule: file, endpoint, input, items, share }: Estimated, shown: Shown): Promise<Estimate> {
  const { rule: written } = readRuleFile(file)
  requireTableName(written, file)
  await using started = new AsyncDisposableStack()
  const view = progressView()
  started.defer(() => view.close())
  const { settings, division, given, values } = parseInput({ ...input, estimate: true }, written)
  const rule = withStartValues(written, values)
  const target = await prepareTarget({ endpoint, items }, { table: rule.table, started, view, signal: NEVER })
  const startMs = Date.now()
  const { olderThanMs } = settings
  const at = { startMs, cutoffMs: startMs - olderThanMs, olderThanMs }
  return await estimateTable({
    client: target.endpoint.client,
    rule,
    input: { execution: { startMs }, settings, division, given },
    remainingMs: () => FUNCTION_TIMEOUT_SECONDS * 1_000,
    memoryMb: rule.deployment.memory ?? DEFAULT_MEMORY_MB,
    share,
    judgedBy: (judge, { key }) => shown.noting(judge, { rule, at, key: key.map(({ name }) => name) }),
  })
}
