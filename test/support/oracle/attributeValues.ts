import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** A value of every type, each beside those that are easily taken for it. No two are the same to DynamoDB. */
export const TELLING_VALUES: readonly AttributeValue[] = [
  { S: '1' },
  { S: '1 ' },
  { S: '' },
  { S: 'a' },
  { S: 'A' },
  { S: '\u00e9' },
  { S: 'e\u0301' },
  { S: '\u{1f98a}' },
  { S: '"\'?`' },
  { S: 'NULL' },
  { N: '1' },
  { N: '0' },
  { N: '-1' },
  { N: '12345678901234567890123456789012345678' },
  { N: '12345678901234567890123456789012345679' },
  { N: '0.1' },
  { B: bytes() },
  { B: bytes(0x31) },
  { B: bytes(0xff, 0x00) },
  { BOOL: true },
  { BOOL: false },
  { NULL: true },
  { SS: ['1'] },
  { SS: ['1', 'a'] },
  { NS: ['1'] },
  { NS: ['1', '2'] },
  { BS: [bytes(0x31)] },
  { L: [] },
  { L: [{ S: '1' }] },
  { L: [{ N: '1' }, { N: '2' }] },
  { L: [{ N: '2' }, { N: '1' }] },
  { L: [{ NULL: true }] },
  { M: {} },
  { M: { a: { N: '1' } } },
  { M: { a: { S: '1' } } },
  { M: { a: { N: '1' }, b: { NULL: true } } },
  { M: { a: { M: { a: { N: '1' } } } } },
]

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
/** Each as DynamoDB itself writes it, so that equal numbers are equal texts. */
const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map((value) => String(value).replace(/0+$/, '7')),
  fc
    .tuple(fc.integer({ min: 1, max: 10 ** 6 }), fc.integer({ min: 0, max: 98 }))
    .map(([whole, part]) => `${whole}.${part}1`),
)
const binary = fc.uint8Array({ maxLength: 12 })
const set = <T>(of: fc.Arbitrary<T>) =>
  fc.uniqueArray(of, { minLength: 1, maxLength: 4, selector: (value) => String(value) })

/** Any value of any type, three levels deep at most. */
export const anyValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    text.map((S): AttributeValue => ({ S })),
    number.map((N): AttributeValue => ({ N })),
    binary.map((B): AttributeValue => ({ B })),
    fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    set(text).map((SS): AttributeValue => ({ SS })),
    set(number).map((NS): AttributeValue => ({ NS })),
    set(binary).map((BS): AttributeValue => ({ BS })),
    fc.array(tie('value'), { maxLength: 4 }).map((L): AttributeValue => ({ L })),
    fc
      .array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), tie('value')), { maxLength: 4 })
      .map((entries): AttributeValue => ({ M: Object.fromEntries(entries.filter(([name]) => name !== '__proto__')) })),
  ),
})).value

/** Whether two values are the same to DynamoDB: sets and maps have no order, lists have. */
export function isSame(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return canonical(one) === canonical(other)
}

function canonical(value: AttributeValue | undefined): string {
  if (value === undefined) return 'absent'
  if (value.L !== undefined) return `L[${value.L.map(canonical).join()}]`
  if (value.M !== undefined) {
    const entries = Object.entries(value.M).map(([name, held]) => `${JSON.stringify(name)}:${canonical(held)}`)
    return `M{${entries.sort().join()}}`
  }
  const [[type, held] = []] = Object.entries(value)
  if (Array.isArray(held)) return `${type}[${held.map(scalar).sort().join()}]`
  return `${type} ${scalar(held)}`
}

function scalar(value: unknown): string {
  return JSON.stringify(value instanceof Uint8Array ? [...value] : value)
}
