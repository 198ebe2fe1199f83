import { type ExecutionInput, isObject } from '../../shell/executionInput.ts'
import { UsageError } from '../../shell/failure.ts'

/**
 * An execution's input with changes: a field in `changes` takes the place of the input's, null takes it away, and maps
 * are changed field by field (JSON Merge Patch, RFC 7396). Throws UsageError where the changes name a token.
 */
export function changedInput(input: Readonly<Record<string, unknown>>, changes: ExecutionInput): ExecutionInput {
  for (const origin of ['continuationToken', 'continueFrom']) {
    if (!(origin in changes)) continue
    throw new UsageError(`--input: ${origin}: expected none, because the execution's own token is gone on from`)
  }
  return merged(input, changes)
}

function merged(input: Readonly<Record<string, unknown>>, changes: ExecutionInput): ExecutionInput {
  const result: Record<string, ExecutionInput[string]> = { ...jsonOf(input) }
  for (const [field, value] of Object.entries(changes)) {
    const was = result[field]
    if (value === null) delete result[field]
    else result[field] = isObject(value) ? { ...merged(isObject(was) ? was : {}, value) } : value
  }
  return result
}

function jsonOf(input: Readonly<Record<string, unknown>>): ExecutionInput {
  const copy: ExecutionInput = JSON.parse(JSON.stringify(input))
  return copy
}
