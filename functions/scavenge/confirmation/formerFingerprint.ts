import { createHash } from 'node:crypto'
import { canonicalAge } from '../age/ruleAge.ts'
import type { Rule } from '../rule/rule.ts'
import { canonicalJson } from './confirmationCode.ts'

/**
 * What a token of version sc1 is bound to in place of a confirmation code: 32 hex digits of a SHA-256 over the filter
 * and the age, as release 0.1.0 computed it.
 */
export function formerFingerprint({ filter, age }: Pick<Rule, 'filter' | 'age'>): string {
  const { expression, names, values } = filter
  const former = { filter: { expression, names, values }, age: canonicalAge(age) }
  return createHash('sha256').update(canonicalJson(former)).digest('hex').slice(0, 32)
}
