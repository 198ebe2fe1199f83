import { UsageError } from './failure.ts'

/** The value of an option that takes a whole number; undefined where it isn't given. Throws UsageError. */
export function wholeNumber(
  option: string,
  value: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  if (value === undefined) return undefined
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`${option}: expected a whole number from ${least} to ${most}, found "${value}"`)
}

/** The value of an option that takes an endpoint; undefined where it isn't given. Throws UsageError. */
export function endpointUrl(option: string, value: string | undefined): string | undefined {
  if (value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return value
  throw new UsageError(`${option}: expected a URL such as http://127.0.0.1:8000, found "${value}"`)
}

/** The value of an option that takes a share above 0 and up to 1; undefined where it isn't given. Throws UsageError. */
export function fraction(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = /^(0?\.\d{1,9}|1(\.0{1,9})?)$/.test(value) ? Number(value) : 0
  if (number > 0) return number
  throw new UsageError(`${option}: expected a share above 0 and up to 1, such as 0.01, found "${value}"`)
}

/**
 * The value of an option's JSON text. `expected` completes the sentence "expected …". Throws UsageError, whose message and
 * cause show nothing of the text, because it may hold a key or a token; the parser's own message quotes it.
 */
export function jsonOf(option: string, text: string, expected: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const [where = ''] = /at position \d+/.exec(String(error)) ?? []
    throw new UsageError(`${option}: expected ${expected}, found text that is not JSON ${where}`.trimEnd())
  }
}
