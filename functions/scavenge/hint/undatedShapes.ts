import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { MAX_SHAPE_CHARACTERS, MAX_SHAPES, type Shapes } from '../progress/tokenState.ts'
import type { Verdict } from '../rule/decision.ts'
import { typeOf } from './typeOf.ts'

/**
 * The most frequent shapes of the ages that could not be read, over all passes. The shape of a text has 9 for a digit and
 * A for a letter; that of a type that the rule's format does not read is the type. It keeps 8 of them, by Misra and
 * Gries: a shape of more than one ninth of the ages is always among them, and each count is a lower bound.
 */
export class UndatedShapes {
  readonly #times: Map<string, number>

  /** `earlier`: what the pass before this one had. */
  constructor(earlier: Shapes = []) {
    this.#times = new Map(earlier)
  }

  /** Notes how an item was judged. `value`: looks up its age as it stands there, which few items need. */
  judged(verdict: Verdict, value: () => AttributeValue | undefined): void {
    if (verdict === 'undatedType') this.#noteOf(value(), (it) => `type ${typeOf(it)}`)
    if (verdict === 'undatedUnreadable' || verdict === 'undatedImplausible') {
      this.#noteOf(value(), (it) => shapeOf(it.S ?? it.N ?? ''))
    }
  }

  /** For the token: each with its count. */
  get shapes(): Shapes {
    return [...this.#times]
  }

  /** The most frequent; undefined where there is none. */
  get mostFrequent(): string | undefined {
    const [first] = [...this.#times].sort(([, a], [, b]) => b - a)
    return first?.[0]
  }

  #noteOf(value: AttributeValue | undefined, shape: (value: AttributeValue) => string): void {
    if (value !== undefined) this.#note(shape(value))
  }

  #note(shape: string): void {
    const times = this.#times.get(shape)
    if (times !== undefined || this.#times.size < MAX_SHAPES) {
      this.#times.set(shape, (times ?? 0) + 1)
      return
    }
    for (const [kept, itsTimes] of this.#times) {
      if (itsTimes > 1) this.#times.set(kept, itsTimes - 1)
      else this.#times.delete(kept)
    }
  }
}

/**
 * A text without its content: each digit is 9, each letter A, and each other character that is not printable ASCII `?`.
 * A longer one is cut and ends in `…`.
 */
export function shapeOf(text: string): string {
  if (text === '') return 'an empty text'
  const shape = text
    .slice(0, 2 * MAX_SHAPE_CHARACTERS) // a character is one or two code units
    .replaceAll(/\p{Nd}/gu, '9')
    .replaceAll(/\p{L}/gu, 'A')
    .replaceAll(/[^ -~]/gu, '?')
  return shape.length <= MAX_SHAPE_CHARACTERS ? shape : `${shape.slice(0, MAX_SHAPE_CHARACTERS - 1)}…`
}
