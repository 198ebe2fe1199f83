import { Unconfirmed } from '../errors.ts'
import { found } from '../rule/fields.ts'
import type { Unjudged } from './isConfirmed.ts'

/** What an estimate found, as far as a person confirms it. */
export interface Findings {
  readonly items: { readonly estimate: number }
  readonly candidates: { readonly estimate: number; readonly low: number; readonly high: number }
  /** Days such as `2024-01-31`; null where there is no candidate. */
  readonly oldest: string | null
  readonly newest: string | null
  readonly dollars: { readonly total: number }
}

/** Fraction digits of dollars. */
const DOLLAR_DIGITS = 4

/**
 * The error of an execution that is not confirmed. `findings`: what it would delete, where an estimate was made.
 * `stage`: where the rule is deployed.
 */
export function unconfirmed(
  unjudged: Unjudged,
  { findings, stage }: { readonly findings?: Findings | undefined; readonly stage?: string | undefined } = {},
): Unconfirmed {
  const { rule, code } = unjudged
  return new Unconfirmed(
    `rule ${rule.name}: ${lack(unjudged)}; nothing was deleted` +
      `${findings === undefined ? '' : `. ${sentenceOf(findings)}`}. The confirmation code is ${code}: ${waysOf(unjudged, stage)}`,
  )
}

/**
 * How to confirm. A rule whose values are given at the start can't say a code, because each execution has its own. A
 * shard is confirmed by its input, whatever the rule says.
 */
function waysOf({ code, token, givesValues, ofShard }: Unjudged, stage: string | undefined): string {
  const input = `{"confirm":"${code}"}`
  if (token === 'former') return `to confirm, put ${input} beside the token into the input of a new execution`
  const beside = [...(ofShard ? ['shard'] : []), ...(givesValues ? ['values'] : [])]
  if (beside.length > 0) {
    return `to confirm exactly this, start an execution with ${input} beside the same ${beside.join(' and ')} in its input`
  }
  const line = `confirmed: ${code}`
  const written = stage === undefined ? line : `stages: { ${stage}: { ${line} } }`
  return `to confirm exactly this, write ${written} into the rule file and deploy it, or start an execution with the input ${input}`
}

function lack({ rule: { confirmed }, token, givesValues, ofShard }: Unjudged): string {
  if (token === 'former') {
    return 'expected a confirmation in the input, found none beside a continuationToken of a release that had no confirmation codes'
  }
  if (givesValues || ofShard) return 'expected a confirmation in the input, found none'
  if (confirmed === undefined) return 'expected a confirmation in the rule or the input, found none'
  return (
    `expected confirmed to be this rule's code, found ${found(confirmed)}: the rule has changed since it was confirmed ` +
    '(its table, filter, age, index or replicas)'
  )
}

function sentenceOf({ items, candidates, oldest, newest, dollars }: Findings): string {
  const { estimate, low, high } = candidates
  const spread = low === high ? '' : ` (95 %: ${count(low)} to ${count(high)})`
  const days = oldest === null || newest === null ? '' : `, the oldest of ${oldest}, the newest of ${newest}`
  const price = dollars.total.toFixed(DOLLAR_DIGITS)
  return `It would delete ${count(estimate)} of ${count(items.estimate)} items${spread}${days}, for about $${price}`
}

function count(items: number): string {
  return Math.round(items).toLocaleString('en-US')
}
