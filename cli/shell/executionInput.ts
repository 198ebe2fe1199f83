import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { UsageError } from './failure.ts'
import { jsonOf } from './optionValues.ts'

/** The input of an execution. Only the execution itself validates its fields. */
export type ExecutionInput = Readonly<Record<string, JsonValue>>
type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

/** Reads the value of `--input`: a JSON object, @FILE, or - for standard input; `{}` by default. Throws UsageError. */
export async function executionInput(value = '{}'): Promise<ExecutionInput> {
  const expected = 'a JSON object, @ and a file that holds one, or - for standard input'
  const input = jsonOf('--input', await textOf(value), expected)
  if (isObject(input)) return input
  throw new UsageError(`--input: expected a JSON object such as {"dryRun": true}, found ${kindOf(input)}`)
}

async function textOf(value: string): Promise<string> {
  if (value === '-') return text(process.stdin)
  if (!value.startsWith('@')) return value
  try {
    return readFileSync(value.slice(1), 'utf8')
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`--input: expected a readable file after the @, found none: ${found}`, { cause })
  }
}

/** Whether a value of JSON is an object. */
export function isObject(value: unknown): value is ExecutionInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}
