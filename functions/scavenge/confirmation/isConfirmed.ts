import { InvalidInput } from '../errors.ts'
import { found } from '../rule/fields.ts'
import type { Rule } from '../rule/rule.ts'

/** An execution, and what it would delete. */
export interface Unjudged {
  readonly rule: Pick<Rule, 'name' | 'confirmed'>
  readonly dryRun: boolean
  /** The code that the execution's input names. */
  readonly confirm: string | undefined
  /** Whether the input gives values of the filter, so that each execution has a code of its own. */
  readonly givesValues: boolean
  /** The confirmation code of the rule and its table, as they are now. */
  readonly code: string
  /**
   * What the execution goes on from: no token, one that is bound to the code, or one of a release that had no
   * confirmation codes.
   */
  readonly token: 'none' | 'confirmed' | 'former'
  /** Whether it is a shard, whose code its parent judged; false unless told. */
  readonly ofShard?: boolean
}

/** What to do where a code is another one's. */
const NEW_CODE = 'start without confirm, which deletes nothing and says the code'
const NEW_PARENT = 'it was deployed anew since the parent began: start a new execution without shard'

/**
 * Whether an execution may go on: as a dry run, or confirmed by its input's `confirm`, by its token or by the rule's
 * `confirmed`. Only the input's counts beside a former release's token, and for a shard: its token brings no limits of
 * the guards, because its parent's are for all shards together. Throws InvalidInput where the input names a code that
 * is not this rule's.
 */
export function isConfirmed({ rule, dryRun, confirm, code, token, ofShard = false }: Unjudged): boolean {
  if (confirm !== undefined && confirm !== code) {
    throw new InvalidInput(
      `execution input: confirm: expected the confirmation code of rule ${rule.name} and its table, found ${found(confirm)}: ` +
        `the rule or its table is not the one that was confirmed; ${ofShard ? NEW_PARENT : NEW_CODE}`,
    )
  }
  if (dryRun || confirm === code) return true
  if (ofShard) return false
  return token === 'confirmed' || (token === 'none' && rule.confirmed === code)
}
