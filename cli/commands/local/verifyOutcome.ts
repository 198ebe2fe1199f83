import { isDeepStrictEqual } from 'node:util'
import { member } from '../../../functions/scavenge/execution/json.ts'
import type { LoadedRule } from '../../../functions/scavenge/rule/ruleFile.ts'
import { isSeedRule } from '../../engine/seedItems.ts'
import { failed, type LocalOutcome } from '../../report/localOutcome.ts'
import { cutoffOf, recount } from '../../verify/recount.ts'
import { type Verification, verify } from '../../verify/verification.ts'
import type { LocalOptions } from './localOptions.ts'
import type { Target } from './target.ts'

interface VerifiedRun {
  readonly input: LocalOptions['input']
  /** With the values that the input gives at the start. */
  readonly loaded: LoadedRule
  readonly target: Target
  readonly signal: AbortSignal
}

/**
 * Adds what an independent scan of the table counts. `passCutoff` is the cutoff as the passes answered it. A
 * disagreement fails the run. Never throws: a scan that fails or is stopped fails the outcome.
 */
export async function verifyOutcome(
  outcome: LocalOutcome,
  passCutoff: string | undefined,
  { input, loaded, target, signal }: VerifiedRun,
): Promise<LocalOutcome> {
  const { rule, data } = loaded
  // The scan takes its cutoff from the passes only where a token brought it: only they can read a token. Otherwise it reads
  // the rule file's own text, because the loaded rule holds the period as the passes read it.
  const cutoffMs =
    input.continuationToken === undefined && rule.age.kind !== 'none'
      ? cutoffOf(String(outcome.startTime), String(input.olderThan ?? member(data.age, 'olderThan')))
      : Date.parse(String(passCutoff))
  let verification: Verification
  try {
    const counts = target.seed?.(cutoffMs)
    const scan = () => recount(target.endpoint.client, rule, cutoffMs, signal)
    const first = await scan()
    const evidence = {
      ledger: outcome.ledger,
      items: counts?.items,
      seed: isSeedRule(rule) ? counts : undefined,
      ofIndex: rule.index !== undefined,
    }
    verification = verify({ ...evidence, recount: first })
    if (!verification.agrees && !target.seed) {
      const stillWritten = !isDeepStrictEqual(await scan(), first)
      verification = verify({ ...evidence, recount: first, stillWritten })
    }
  } catch (error) {
    if (signal.aborted) {
      return failed(outcome, 'Aborted', 'stopped while the table was counted; the execution had ended')
    }
    return failed(outcome, 'RecountFailed', error instanceof Error ? error.message : String(error))
  }
  const verified = { ...outcome, verification }
  if (verification.agrees) return verified
  return failed(verified, 'RecountDisagrees', verification.differences.join('; '))
}
