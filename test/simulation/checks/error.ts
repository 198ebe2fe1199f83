import type { ScavengeError } from '../../../functions/scavenge/errors.ts'
import { decodeToken } from '../../../functions/scavenge/progress/token.ts'
import { startKeyAttributes } from '../../../functions/scavenge/table/tableIndex.ts'
import type { Carry } from '../run/carry.ts'
import type { Disturbance } from '../run/disturbance.ts'
import type { Setting } from '../run/setting.ts'
import type { SimulatedPass } from '../world/pass.ts'

/** Passes without a move after which the execution must have ended: NoProgress comes after the length of ten passes. */
const MAX_FROZEN_PASSES = 30

/** The pass that ended an execution by an error, and what it was invoked with. */
interface LastPass {
  readonly pass: SimulatedPass | undefined
  readonly carry: Carry
  readonly first: boolean
  /** The code that Begin judged, where it tells. */
  readonly judged: string | undefined
}

/** Checks that an execution ends by an error only where something happened that has this name. */
export function checkError(
  error: ScavengeError,
  { world, lengthMs, olderThanMs }: Setting,
  { jumped, changedRule, rule, code }: Disturbance,
  { pass, carry, first, judged }: LastPass,
): void {
  const remade = carry.table !== world.table.description.identity
  const lastDeleteMs = Math.max(0, ...carry.passes.map(({ record }) => record.lastDeleteMs))
  const fits = () => {
    switch (error.name) {
      case 'AccessDenied':
        return pass?.wasDenied
      case 'TableNotFound':
        return pass?.missedTable || remade
      case 'RuleChanged':
        return changedRule && (judged ?? (carry.token === null ? code : carry.code)) !== code
      case 'InvalidContinuationToken':
        return first && carry.token !== null && (jumped || changedRule || remade)
      case 'InvalidInput':
        return changedRule && olderThanMs !== undefined && olderThanMs < rule.olderThanMs
      case 'NoProgress':
        return world.clock.monotonicMs() - lastDeleteMs >= 10 * 0.3 * lengthMs
      default:
        return false
    }
  }
  if (!fits()) world.violate('an error says what happened', `${error.name}: ${error.message}`)
}

/** Checks that an execution ends on a table that takes no deletes: its checkpoints may move only for a while. */
export class FrozenTable {
  readonly #setting: Setting
  #passes = 0
  #at = ''

  constructor(setting: Setting) {
    this.#setting = setting
  }

  /** Another execution begins. */
  begin(): void {
    this.#passes = 0
  }

  /** A pass answered. */
  check({ process, description }: SimulatedPass, token: string | undefined): void {
    const { frozen, violate } = this.#setting.world
    if (frozen === undefined || process.startedMs < frozen.fromMs || token === undefined) return
    const at = JSON.stringify(decodeToken(token, startKeyAttributes(description)).segments)
    this.#passes = at === this.#at ? this.#passes + 1 : 0
    this.#at = at
    if (this.#passes > MAX_FROZEN_PASSES)
      violate('a table that can not move ends in NoProgress', `an answer after ${this.#passes} idle passes`)
  }
}
