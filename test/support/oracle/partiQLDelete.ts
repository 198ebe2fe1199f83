import type { AttributeValue, BatchStatementRequest } from '@aws-sdk/client-dynamodb'
import type { Item } from '../../../functions/scavenge/table/item.ts'

/** The meaning of a delete statement: the item's key, and the condition that its attributes must meet. */
export interface ReadDelete {
  readonly key: Item
  readonly holds: (attributes: Readonly<Record<string, AttributeValue>>) => boolean
}

/** Reads a delete's statement as DynamoDB does: of a table named things, terms joined by AND. Throws at any other. */
export function readStatement(request: BatchStatementRequest, keyNames: readonly string[]): ReadDelete {
  const { Statement = '', Parameters = [] } = request
  const key: Record<string, AttributeValue> = {}
  const conditions: { name: string; value: AttributeValue | undefined }[] = []
  let parameter = 0
  for (const { name, missing } of termsOf(Statement)) {
    const value = missing ? undefined : Parameters[parameter++]
    if (!missing && value === undefined)
      throw new Error(`statement: expected a parameter for each ?, found ${Statement}`)
    if (Object.hasOwn(key, name)) throw new Error(`statement: expected each key attribute once, found ${Statement}`)
    if (value !== undefined && keyNames.includes(name)) key[name] = value
    else conditions.push({ name, value })
  }
  if (parameter !== Parameters.length) throw new Error(`statement: expected a ? for each parameter, found ${Statement}`)
  return {
    key,
    holds: (attributes) =>
      conditions.every(({ name, value }) =>
        same(Object.hasOwn(attributes, name) ? attributes[name] : undefined, value),
      ),
  }
}

function same(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

interface Term {
  readonly name: string
  readonly missing: boolean
}

const known = new Map<string, readonly Term[]>()

/** The terms of a PartiQL delete, in order. */
function termsOf(text: string): readonly Term[] {
  const read = known.get(text) ?? readTerms(text)
  known.set(text, read)
  return read
}

function readTerms(text: string): readonly Term[] {
  const [, where] = /^DELETE FROM "things" WHERE (.+)$/s.exec(text) ?? []
  if (where === undefined) throw new Error(`statement: expected a delete, found ${text}`)
  const terms: Term[] = []
  const term = /"((?:[^"]|"")+)" (= \?|IS MISSING)(?: AND |$)/y
  while (term.lastIndex < where.length) {
    const match = term.exec(where)
    if (match === null) throw new Error(`statement: expected terms, found ${where}`)
    terms.push({ name: (match[1] ?? '').replaceAll('""', '"'), missing: match[2] === 'IS MISSING' })
  }
  return terms
}
