import { InvalidInput } from '../errors.ts'
import { found } from '../rule/fields.ts'
import { type GivenGuards, type Guards, guardsWith, loosened } from '../rule/guardFields.ts'
import type { Rule } from '../rule/rule.ts'

/**
 * The rule's guards with those that an input gives in their place. The input may tighten a guard, and loosen one only
 * beside a confirmation: a person has looked. Throws InvalidInput.
 */
export function guardsOf(
  { given = {}, confirm }: { readonly given?: GivenGuards | undefined; readonly confirm: string | undefined },
  rule: Pick<Rule, 'guards'>,
): Guards {
  const guards = guardsWith(rule.guards, given)
  const looser = loosened(rule.guards, guards)
  if (looser === undefined || confirm !== undefined) return guards
  throw new InvalidInput(
    `execution input: guards.${looser}: expected no looser than the rule's ${rule.guards[looser]}, found ` +
      `${found(guards[looser])}: an input loosens a guard only beside confirm, the confirmation code of the rule and its table`,
  )
}
