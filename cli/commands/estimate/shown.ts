import type { Judge } from '../../../functions/scavenge/estimate/findings.ts'
import { type JudgedAt, judgeOf } from '../../../functions/scavenge/rule/decision.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { attributeOf, type Item } from '../../../functions/scavenge/table/item.ts'

/** What decides on the items: the rule, the moments that it judges by, and the attributes of the table's key. */
interface Deciding {
  readonly rule: Pick<Rule, 'age' | 'decisionAttributes'>
  readonly at: JudgedAt
  readonly key: readonly string[]
}

/** The first candidates and undated items of a sample, to be printed; never logged. It holds at most `most` of each. */
export class Shown {
  readonly #most: number
  readonly #candidates = new Map<string, string>()
  readonly #undated = new Map<string, string>()

  constructor(most: number) {
    this.#most = most
  }

  /** Judges as `usual` does, and notes the item. A table may be read in two ways, so an item counts once by its key. */
  noting(usual: Judge, deciding: Deciding): Judge {
    if (this.#most === 0) return usual
    return (item) => {
      const judgement = usual(item)
      if (judgement.kind === 'candidate') this.#note(this.#candidates, item, deciding)
      if (judgement.kind === 'undated') this.#note(this.#undated, item, deciding)
      return judgement
    }
  }

  /** One line for each item: its verdict, its key and its decision attributes in DynamoDB's JSON. */
  lines(): readonly string[] {
    if (this.#most === 0) return []
    return [...block('Candidates', this.#candidates), ...block('Undated items', this.#undated)]
  }

  #note(found: Map<string, string>, item: Item, { rule, at, key }: Deciding): void {
    if (found.size >= this.#most) return
    const keyText = attributes(item, key)
    const verdict = judgeOf(rule.age, at)(item)
    const decided = rule.decisionAttributes.filter((name) => !key.includes(name))
    found.set(keyText, `  ${verdict}  ${keyText}  ${attributes(item, decided)}`)
  }
}

function block(title: string, found: ReadonlyMap<string, string>): readonly string[] {
  return [
    `${title} of the sample: ${found.size === 0 ? 'none' : 'verdict, key, decision attributes'}`,
    ...found.values(),
  ]
}

function attributes(item: Item, names: readonly string[]): string {
  const found = names.flatMap((name) => {
    const value = attributeOf(item, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return JSON.stringify(Object.fromEntries(found))
}
