import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { InvalidInput } from '../errors.ts'
import { found, kindOf } from '../rule/fields.ts'
import { isHeldNumber, type StartType } from '../rule/filterValues.ts'
import { MAX_VALUES_BYTES } from '../rule/limits.ts'
import type { Rule } from '../rule/rule.ts'

const EXPECTED = {
  S: 'a text that is not empty',
  N: 'a whole number that JavaScript holds exactly, or a text of a number that DynamoDB holds (38 digits)',
} as const satisfies Record<StartType, string>

/**
 * The rule with the values that its filter leaves to the execution's input, `values`. Throws InvalidInput where one is
 * missing, not asked for, empty or of another type, or where all come to more than 4 KB. No message shows a value.
 */
export function withStartValues(rule: Rule, given: Readonly<Record<string, unknown>> = {}): Rule {
  const { atStart = {}, ...filter } = rule.filter
  const bytes = Buffer.byteLength(JSON.stringify(given))
  if (bytes > MAX_VALUES_BYTES) throw refused('values', `at most ${MAX_VALUES_BYTES} bytes as JSON`, `${bytes}`)
  for (const name of Object.keys(given))
    if (!Object.hasOwn(atStart, name))
      throw refused(`values.${name.slice(0, 60)}`, expectedNames(atStart), 'one that the rule does not ask for')
  const atThisStart = Object.entries(atStart).map(([name, type]) => {
    const value = startValue(type, given[name])
    if (value === undefined) {
      const was = given[name] === '' ? found('') : kindOf(given[name])
      throw refused(`values.${name}`, EXPECTED[type], was)
    }
    return [name, value] as const
  })
  return { ...rule, filter: { ...filter, values: { ...filter.values, ...Object.fromEntries(atThisStart) } } }
}

function startValue(type: StartType, value: unknown): AttributeValue | undefined {
  if (type === 'S') return typeof value === 'string' && value !== '' ? { S: value } : undefined
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { N: String(value) } : undefined
  return typeof value === 'string' && isHeldNumber(value) ? { N: value } : undefined
}

function expectedNames(atStart: Readonly<Record<string, StartType>>): string {
  return `only the values that the rule leaves to the input (${Object.keys(atStart).join(', ') || 'none'})`
}

function refused(field: string, expected: string, was: string): InvalidInput {
  return new InvalidInput(`execution input: ${field}: expected ${expected}, found ${was}`)
}
