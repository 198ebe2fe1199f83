import { member, parseJson } from '../../functions/scavenge/execution/json.ts'

/** The sentence in a Cause: Lambda's is JSON text with an `errorMessage`, a Fail state's is the sentence itself. */
export function readableCause(cause: string): string {
  const message = member(parseJson(cause), 'errorMessage')
  return typeof message === 'string' ? message : cause
}
