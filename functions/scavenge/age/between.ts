/** The marks that a part of a text stands between; an empty one is the text's start, or its end. */
export type Marks = readonly [first: string, second: string]

/**
 * The part of a text after the first occurrence of the first mark and before the next occurrence of the second. What
 * follows there may repeat both marks: a key begins with what the application writes, and names that people choose
 * come later. Undefined where a mark is missing.
 */
export function between(text: string, [first, second]: Marks): string | undefined {
  const firstAt = text.indexOf(first)
  if (firstAt < 0) return undefined
  const from = firstAt + first.length
  if (second === '') return text.slice(from)
  const to = text.indexOf(second, from)
  return to < 0 ? undefined : text.slice(from, to)
}
