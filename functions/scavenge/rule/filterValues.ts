import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { canonicalNumber } from '../table/canonicalNumber.ts'
import { chosen, fields, isMap } from './fields.ts'

/** Types of a value that an execution's input may give. */
export type StartType = 'S' | 'N'

/** A value of the filter: written in the rule, or given at the start of each execution. */
export type FilterValue =
  | { readonly kind: 'written'; readonly value: AttributeValue }
  | { readonly kind: 'atStart'; readonly type: StartType }

/** What DynamoDB takes as a number, by its characters. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** What a plain value must be, for messages. */
export const SCALAR_EXPECTED = 'a string, a number that JavaScript holds exactly, true, false or null'
const LIST_EXPECTED = `${SCALAR_EXPECTED}, or DynamoDB's JSON of a set or list, such as { SS: ["a", "b"] } or { L: [{ S: "a" }] }`
const TYPED_EXPECTED = `DynamoDB's JSON of one value, such as { N: "123" } or { SS: ["a", "b"] }, or { input: S }`

const plain = z.pipe(
  z.unknown(),
  z.transform((value, context): FilterValue => {
    const made = plainValue(value)
    if (made !== undefined) return { kind: 'written', value: made }
    const message = Array.isArray(value) ? LIST_EXPECTED : SCALAR_EXPECTED
    context.issues.push({ code: 'custom', message, input: value })
    return z.NEVER
  }),
)

const typed = z.pipe(
  z.unknown(),
  z.transform((value, context): FilterValue => {
    const made = typedValue(value)
    if (made !== undefined) return { kind: 'written', value: made }
    context.issues.push({ code: 'custom', message: TYPED_EXPECTED, input: value })
    return z.NEVER
  }),
)

const atStart = z.pipe(
  fields({ input: z.enum(['S', 'N'], 'S or N') }),
  z.transform(({ input }): FilterValue => ({ kind: 'atStart', type: input })),
)

/** One of `filter.values`. */
export const filterValue = chosen<FilterValue>((value) => {
  if (!isMap(value)) return plain
  return 'input' in value ? atStart : typed
})

/**
 * A number's significant digits, and the power of ten of its first one.
 * Source: docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (data types, number)
 */
const MAX_DIGITS = 38
const MIN_POWER = -130
const MAX_POWER = 125

/** Whether this text is written as DynamoDB takes a number. DynamoDB itself checks how many digits it has. */
function isNumber(text: string): boolean {
  return NUMBER.test(text)
}

/** Whether DynamoDB takes this text as a number, by its digits and its magnitude too. */
export function isHeldNumber(text: string): boolean {
  if (!isNumber(text)) return false
  const [, digits = '', power] = /^-?(\d+)e(-?\d+)$/.exec(canonicalNumber(text)) ?? []
  if (power === undefined) return true // 0 has no digits
  const first = Number(power) + digits.length - 1
  return digits.length <= MAX_DIGITS && first >= MIN_POWER && first <= MAX_POWER
}

/** A plain value of YAML or JSON; undefined for a number that JavaScript or DynamoDB doesn't hold, and anything else. */
export function plainValue(value: unknown): AttributeValue | undefined {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value !== 'number') return undefined
  const isHeld = Number.isInteger(value) ? Number.isSafeInteger(value) : isHeldNumber(String(value))
  return isHeld ? { N: String(value) } : undefined
}

/** A value in DynamoDB's JSON, binaries in base64; undefined for anything else. */
export function typedValue(json: unknown): AttributeValue | undefined {
  if (!isMap(json)) return undefined
  const [[type, value] = [], ...others] = Object.entries(json)
  if (others.length > 0) return undefined
  switch (type) {
    case 'S':
      return typeof value === 'string' ? { S: value } : undefined
    case 'N':
      return isNumberText(value) ? { N: value } : undefined
    case 'B': {
      const bytes = binary(value)
      return bytes && { B: bytes }
    }
    case 'BOOL':
      return typeof value === 'boolean' ? { BOOL: value } : undefined
    case 'NULL':
      return value === true ? { NULL: true } : undefined
    case 'SS': {
      const SS = setOf(value, (each) => (typeof each === 'string' ? each : undefined))
      return SS && { SS }
    }
    case 'NS': {
      const NS = setOf(value, (each) => (isNumberText(each) ? each : undefined))
      return NS && { NS }
    }
    case 'BS': {
      const BS = setOf(value, binary)
      return BS && { BS }
    }
    case 'L': {
      const L = Array.isArray(value) ? allOf(value, typedValue) : undefined
      return L && { L }
    }
    case 'M': {
      if (!isMap(value)) return undefined
      const entries = allOf(Object.entries(value), ([name, inner]) => {
        const read = typedValue(inner)
        return read && ([name, read] as const)
      })
      return entries && { M: Object.fromEntries(entries) }
    }
    default:
      return undefined
  }
}

function isNumberText(value: unknown): value is string {
  return typeof value === 'string' && isNumber(value)
}

function binary(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined
  const bytes = Buffer.from(value, 'base64')
  return bytes.toString('base64') === value ? new Uint8Array(bytes) : undefined
}

/** The members of a set: at least one, none twice. */
function setOf<Member>(value: unknown, read: (each: unknown) => Member | undefined): Member[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size < value.length) return undefined
  return allOf(value, read)
}

/** Each value read; undefined where one can't be. */
function allOf<Value, Member>(
  values: readonly Value[],
  read: (each: Value) => Member | undefined,
): Member[] | undefined {
  const members: Member[] = []
  for (const value of values) {
    const member = read(value)
    if (member === undefined) return undefined
    members.push(member)
  }
  return members
}
