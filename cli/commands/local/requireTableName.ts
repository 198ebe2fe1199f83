import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { isResolved } from '../../../functions/scavenge/table/tableReference.ts'

/** Throws InvalidRule: only a deployment can resolve a variable of the framework or another stack's export. */
export function requireTableName({ table }: Rule, file: string): void {
  if (isResolved(table)) return
  throw new InvalidRule(
    `${file}: table: expected a name for a local run, found "${table}", which a deployment resolves`,
  )
}
