import type { ScavengeError } from '../../../functions/scavenge/errors.ts'
import type { Carry } from '../run/carry.ts'
import type { Machine } from '../shards/machine.ts'
import type { SimulatedPass } from '../world/pass.ts'

/** Checks that a shard ends by an error only where something happened that has this name. */
export function checkShardError(
  error: ScavengeError,
  { setting, disturbance }: Machine,
  { carry, pass }: { readonly carry: Carry; readonly pass?: SimulatedPass | undefined },
): void {
  const { world, lengthMs } = setting
  const { changedRule } = disturbance
  const remade = world.table.description.identity !== 'table 1'
  const fits = () => {
    switch (error.name) {
      case 'AccessDenied':
        return pass?.wasDenied
      case 'TableNotFound':
        return pass?.missedTable || remade
      case 'RuleChanged':
        return changedRule
      case 'InvalidContinuationToken':
      case 'InvalidInput': // the code that its parent was confirmed with is another rule's or another table's
        return changedRule || remade
      case 'NoProgress': {
        const { passes, readsFromMs } = carry
        const lastDeleteMs = Math.max(readsFromMs, ...passes.map(({ record }) => record.lastDeleteMs))
        return world.clock.monotonicMs() - lastDeleteMs >= 10 * 0.3 * lengthMs
      }
      default:
        return false
    }
  }
  if (!fits()) world.violate('an error says what happened', `${error.name}: ${error.message}`)
}
