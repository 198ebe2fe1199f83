import { createHash } from 'node:crypto'
import { canonicalAge } from '../age/ruleAge.ts'
import { wordsOf } from '../rule/filter.ts'
import type { Rule } from '../rule/rule.ts'

/** Raised when a release makes the same rule delete other items, so that each rule is confirmed again. */
const RULE_SEMANTICS = 1

/** Crockford's base32 in lower case. The letters come last: a code begins with one, so that YAML never reads a number. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const LETTERS = DIGITS.slice(10)
const LENGTH = 10

/** Bytes of the hash that a code is made from: more than its 49 bits. */
const HASH_BYTES = 16

/** Where a rule's table is. */
export interface TablePlace {
  /** As DescribeTable says it. */
  readonly arn: string
  /** Scheme, host and port of an endpoint that is not AWS's own: `http://127.0.0.1:8000`. */
  readonly origin?: string | undefined
}

/** What decides which items a rule deletes. */
export type ConfirmedRule = Pick<Rule, 'filter' | 'age' | 'index' | 'replicas'>

/**
 * The code that stands for exactly what a rule deletes and where, such as `k7m2q9x4tb`. Two rules have the same code
 * where they differ only in the order of fields, in white space between a filter's words, in how a duration is written,
 * and in what deletes nothing else: pace, schedule, memory, guards.
 */
export function confirmationCode(rule: ConfirmedRule, { arn, origin }: TablePlace): string {
  const { filter, age, index, replicas } = rule
  const hash = createHash('sha256')
    .update(
      canonicalJson({
        semantics: RULE_SEMANTICS,
        table: { arn, origin },
        filter: { ...filter, expression: wordsOf(filter.expression) },
        age: canonicalAge(age),
        index,
        replicas,
      }),
    )
    .digest()
  let rest = BigInt(`0x${hash.subarray(0, HASH_BYTES).toString('hex')}`)
  const take = (alphabet: string) => {
    const size = BigInt(alphabet.length)
    const character = alphabet.charAt(Number(rest % size))
    rest /= size
    return character
  }
  return take(LETTERS) + Array.from({ length: LENGTH - 1 }, () => take(DIGITS)).join('')
}

/** JSON with the keys of every map sorted and bytes in base64. A field that is undefined is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Uint8Array
      ? Buffer.from(part).toString('base64')
      : part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  )
}
