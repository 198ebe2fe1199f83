import type { Counts } from '../progress/ledger.ts'
import type { Rule } from '../rule/rule.ts'
import type { Item } from '../table/item.ts'
import { wholeAgeAttributes } from './ageValue.ts'
import { typesFound } from './typesFound.ts'
import type { UndatedShapes } from './undatedShapes.ts'

/** What an execution that is over found, for its hints. */
interface Found {
  readonly counts: Readonly<Counts>
  readonly shapes: UndatedShapes
  /** The first items of the table or its index, without the filter; none unless nothing matched. */
  readonly firstItems: readonly Item[]
}

/**
 * What a result should say beside its counts where the rule probably differs from the table: why nothing matched, that
 * a path was probably meant, and how undated ages are written. No text holds a value.
 */
export function hints({ filter, age }: Rule, { counts, shapes, firstItems }: Found): readonly string[] {
  const shape = shapes.mostFrequent
  return [
    ...typesFound(filter, firstItems),
    ...(counts.matched > 0 && counts.undatedMissing === counts.matched ? probablyPaths(age) : []),
    ...(shape === undefined
      ? []
      : [`the most frequent shape of the ages that could not be read is ${shape} (9 for a digit, A for a letter)`]),
  ]
}

function probablyPaths(age: Rule['age']): readonly string[] {
  return wholeAgeAttributes(age)
    .filter((attribute) => attribute.includes('.'))
    .map(
      (attribute) =>
        `no matched item has the attribute ${JSON.stringify(attribute)}; its name has a dot, so a path was probably ` +
        `meant: [${attribute.split('.').join(', ')}]`,
    )
}
