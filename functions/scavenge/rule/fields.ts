import * as z from 'zod/mini'
import type { Refusal } from '../errors.ts'

/**
 * Characters of the longest string that a message shows. A message names a longer one, such as a token, by its length.
 */
const MAX_SHOWN_CHARACTERS = 60

/** Fields whose values no message shows: a token holds keys, values given at the start may be an item's. */
const SECRET_FIELDS: readonly PropertyKey[] = ['continuationToken', 'values']

/** Refusals in one message. */
const MAX_REFUSALS = 10

/** A map with these fields and no others. */
export function fields<Shape extends Record<string, z.core.$ZodType>>(shape: Shape) {
  const allowed = Object.keys(shape).join(', ')
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowed : `a map of: ${allowed}`),
  })
}

/** A whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`
  return z.int(expected).check(z.gte(least, expected), z.lte(most, expected))
}

/** A number from `least` to `most`, fractions included. */
export function numberBetween(least: number, most: number) {
  const expected = `a number from ${least} to ${most}`
  return z.number(expected).check(z.gte(least, expected), z.lte(most, expected))
}

/** A number from `least` to `most`, fractions included, or the one `word`. */
export function numberOr<Word extends string>(word: Word, least: number, most: number) {
  const range = `a number from ${least} to ${most}`
  const inRange = (value: number | Word) => typeof value !== 'number' || (value >= least && value <= most)
  return z.union([z.number(), z.literal(word)], `${range} or "${word}"`).check(z.refine(inRange, range))
}

/** A whole number from `least` to `most`, or the one `word`. */
export function wholeNumberOr<Word extends string>(word: Word, least: number, most: number) {
  const range = `a whole number from ${least} to ${most}`
  const inRange = (value: number | Word) => typeof value !== 'number' || (value >= least && value <= most)
  return z.union([z.int(), z.literal(word)], `${range} or "${word}"`).check(z.refine(inRange, range))
}

/** A string that `test` accepts, or the one `word`; `expected` and the word complete the sentence "expected …". */
export function textOr(word: string, expected: string, test: (value: string) => boolean) {
  return textField(`${expected} or "${word}"`, (value) => value === word || test(value))
}

/** A string that `test` accepts; `expected` completes the sentence "expected …". */
export function textField(expected: string, test: (value: string) => boolean = (value) => value !== '') {
  return z.string(expected).check(z.refine(test, { error: expected, abort: true }))
}

/** A field whose form depends on what is there: its refusals are those of the form that was chosen. */
export function chosen<Out>(choose: (value: unknown) => z.core.$ZodType<Out>) {
  return z.pipe(
    z.unknown(),
    z.transform((value, context): Out => {
      const parsed = z.safeParse(choose(value), value, { reportInput: true })
      if (parsed.success) return parsed.data
      for (const { path, message, input, ...issue } of parsed.error.issues)
        context.issues.push(
          issue.code === 'unrecognized_keys'
            ? { code: issue.code, keys: issue.keys, input: {}, path: [...path], message }
            : { code: 'custom', input, path: [...path], message },
        )
      return z.NEVER
    }),
  )
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

export function boolean() {
  return z.boolean('true or false')
}

/** What was found, for a message: a short scalar itself, anything else by its kind and size. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (typeof value === 'string' && value.length <= MAX_SHOWN_CHARACTERS) return JSON.stringify(value)
  return kindOf(value)
}

/** The kind and the size of what was found, without its content. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'string') return `a string of ${value.length} characters`
  if (typeof value === 'object') return 'a map'
  return `a ${typeof value}`
}

/** What is refused, field by field, at most ten. `root` names the data as a whole. */
export function refusalsIn(root: string, error: z.core.$ZodError<unknown>): readonly Refusal[] {
  return error.issues.slice(0, MAX_REFUSALS).flatMap((issue): readonly Refusal[] => {
    const { path } = issue
    if (issue.code === 'unrecognized_keys') {
      const unknown = issue.keys.slice(0, MAX_REFUSALS).map((key) => [...path, key])
      const names = unknown.map(fieldPath).join(', ')
      return [{ path: unknown[0] ?? path, message: `${names}: unknown; allowed are ${issue.message}` }]
    }
    const secret = path.length === 0 || SECRET_FIELDS.includes(path.at(-1) ?? '')
    const was = secret ? kindOf(issue.input) : found(issue.input)
    return [{ path, message: `${fieldPath(path) || root}: expected ${issue.message}, found ${was}` }]
  })
}

/** One line for each refusal: where, which field, what was expected, what was found. */
export function refusals(where: string, root: string, error: z.core.$ZodError<unknown>): string {
  return inLines(where, refusalsIn(root, error))
}

/** One line for each refusal, of the file or input that `where` names. */
export function inLines(where: string, refused: readonly Refusal[]): string {
  return refused.map(({ message }) => `${where}: ${message}`).join('\n')
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .map((part) => (part.length <= MAX_SHOWN_CHARACTERS ? part : `(a name of ${part.length} characters)`))
    .join('.')
}
