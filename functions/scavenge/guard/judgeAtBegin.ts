import { GuardTripped } from '../errors.ts'
import type { GuardBasis } from '../progress/tokenState.ts'
import type { Guards } from '../rule/guardFields.ts'
import type { PointInTimeRecovery } from '../table/table.ts'
import { type Expected, expectedTrip, type Limits, limitsOf } from './guards.ts'
import { checkRequirements } from './requirements.ts'
import { FEWEST_PAST, type PastExecution, surgeLimit } from './surge.ts'
import { tripAtBegin } from './tripCause.ts'

/** An execution before its first pass. */
export interface Beginning {
  readonly guards: Guards
  readonly dryRun: boolean
  readonly startMs: number
  readonly table: string
  /** The confirmation code of the rule and its table. */
  readonly code: string
  /** Whether its input names the code: a person has looked, so that no surge is judged. */
  readonly confirmed: boolean
  /** What its token brings; undefined where it has no token. */
  readonly brought: GuardBasis | undefined
  /** What it would find; undefined where no estimate was made. */
  readonly estimate: Expected | undefined
}

/** Where the facts come from. */
export interface GuardSources {
  /** The last complete executions with the same code, newest first; undefined where none can be known. */
  readonly past: () => Promise<readonly PastExecution[] | undefined>
  readonly pointInTimeRecovery: () => Promise<PointInTimeRecovery>
}

/** What Begin decides about the guards, for its answer and for all passes. */
export interface GuardDecisions {
  readonly guards: Guards
  readonly limits: Limits
  /** Items of the table, by the estimate: what `maxShare` is a share of. */
  readonly items?: number
  /** Why no surge is judged; absent where one is. */
  readonly noSurge?: string
}

/**
 * Judges the guards before the first delete, on the estimate's `low`, and fixes the limits for the passes. Throws
 * GuardTripped, and what the sources throw. A dry run has no limits.
 */
export async function judgeAtBegin(beginning: Beginning, sources: GuardSources): Promise<GuardDecisions> {
  const { guards, dryRun, table, code, brought, estimate } = beginning
  if (dryRun) return { guards, limits: {}, noSurge: 'a dry run deletes nothing' }
  await checkRequirements(guards, table, sources.pointInTimeRecovery)
  const items = brought?.items ?? estimate?.items.estimate
  const surge = await surgeOf(beginning, sources)
  const limits = limitsOf(beginning, { items, surge: surge.limit })
  const trip = estimate && expectedTrip(limits, estimate)
  if (trip !== undefined) throw new GuardTripped(tripAtBegin(trip, { code }))
  return {
    guards,
    limits,
    ...(items !== undefined && { items }),
    ...(surge.limit === undefined && { noSurge: surge.reason }),
  }
}

type Surge = { readonly limit: number } | { readonly limit?: undefined; readonly reason: string }

async function surgeOf({ guards, confirmed, brought, startMs }: Beginning, { past }: GuardSources): Promise<Surge> {
  if (guards.surge === 'none') return { reason: 'guards.surge is none' }
  if (confirmed) return { reason: 'the input has a confirmation: a person has looked' }
  if (brought !== undefined) {
    return brought.surge === undefined ? { reason: 'the token brings none' } : { limit: brought.surge }
  }
  const executions = await past()
  if (executions === undefined) return { reason: 'executions outside of Step Functions have no past ones' }
  const limit = surgeLimit(guards.surge, executions, startMs)
  if (limit !== undefined) return { limit }
  return { reason: `expected at least ${FEWEST_PAST} complete executions with this code, found ${executions.length}` }
}
