import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import type { Violate } from '../world/world.ts'

/** Deletes that an input's guards allow; endless where it has none. */
export function mostDeletes(input: Readonly<Record<string, unknown>>): number {
  const { maxDeletes } = Object(input.guards)
  return typeof maxDeletes === 'number' ? maxDeletes : Number.POSITIVE_INFINITY
}

/** Checks that no pass deletes more than a guard allows, and that one trips only there. */
export function checkGuard({ status, ledger, trip }: PassResult, most: number, violate: Violate): void {
  const deleted = 'deleted' in ledger ? ledger.deleted : 0
  if (deleted > most) violate('no pass deletes more than its guards allow', `${deleted}, not ${most}`)
  if ((status === 'guardTripped') !== (trip !== undefined)) violate('a trip is told where a guard tripped', status)
  if (trip !== undefined && deleted !== most) violate('a guard trips at its limit', `${deleted}, not ${most}`)
}
