import { member } from '../../functions/scavenge/execution/json.ts'

/** The texts of `hint` in an answer, which holds one text, a list of them, or none. */
export function hintsIn(answer: unknown): readonly string[] {
  const hint = member(answer, 'hint')
  const texts: readonly unknown[] = Array.isArray(hint) ? hint : [hint]
  return texts.filter((text) => typeof text === 'string')
}
