import type { GuardBasis } from '../progress/tokenState.ts'
import { type Guards, shareOf } from '../rule/guardFields.ts'

/** The guards that limit how much an execution does. */
export type Limiting = 'surge' | 'maxDeletes' | 'maxShare' | 'maxDollars'

/** Limits of one execution: `maxDollars` in US dollars, the others in deletes. A guard without a limit is absent. */
export type Limits = { readonly [Guard in Limiting]?: number | undefined }

/** A guard, its limit, and what was found: at least so many deletes, or dollars. */
export interface Trip {
  readonly guard: Limiting
  readonly limit: number
  readonly found: number
}

/** An estimate as far as guards judge it. */
export interface Expected {
  readonly items: { readonly estimate: number; readonly low: number }
  readonly candidates: { readonly estimate: number; readonly low: number }
  readonly dollars: { readonly scan: number; readonly total: number }
}

/** An execution as far as guards limit it. */
interface Guarded {
  readonly guards: Guards
  readonly dryRun: boolean
}

/** The limits of an execution: none for a dry run, which deletes nothing. A share of items is rounded down. */
export function limitsOf({ guards, dryRun }: Guarded, { items, surge }: GuardBasis): Limits {
  if (dryRun) return {}
  const { maxDeletes, maxShare, maxDollars } = guards
  const share = shareOf(maxShare)
  return {
    ...(surge !== undefined && { surge }),
    ...(maxDeletes !== 'none' && { maxDeletes }),
    ...(share !== undefined && items !== undefined && { maxShare: Math.floor(share * items) }),
    ...(maxDollars !== 'none' && { maxDollars }),
  }
}

/** The tightest limit of deletes; undefined where there is none. */
export function deletesLimit(limits: Limits): { readonly guard: Limiting; readonly limit: number } | undefined {
  let tightest: { readonly guard: Limiting; readonly limit: number } | undefined
  for (const guard of ['surge', 'maxDeletes', 'maxShare'] as const) {
    const limit = limits[guard]
    if (limit !== undefined && (tightest === undefined || limit < tightest.limit)) tightest = { guard, limit }
  }
  return tightest
}

/** The guard that the estimate alone trips: what is certain at 95 %, its `low`, is beyond the limit. */
export function expectedTrip(limits: Limits, estimate: Expected): Trip | undefined {
  const deletes = deletesLimit(limits)
  if (deletes !== undefined && estimate.candidates.low > deletes.limit) {
    return { ...deletes, found: estimate.candidates.low }
  }
  const { maxDollars: limit } = limits
  const found = leastDollars(estimate)
  return limit !== undefined && found > limit ? { guard: 'maxDollars', limit, found } : undefined
}

/** Dollars at the interval's `low`: reading costs by the items, all else by the candidates. */
function leastDollars({ items, candidates, dollars }: Expected): number {
  const { scan, total } = dollars
  return scan * shareAtLow(items) + (total - scan) * shareAtLow(candidates)
}

function shareAtLow({ estimate, low }: { readonly estimate: number; readonly low: number }): number {
  return estimate === 0 ? 1 : Math.min(1, low / estimate)
}
