import { decodeToken, encodeToken } from '../../../functions/scavenge/progress/token.ts'
import type { TokenState } from '../../../functions/scavenge/progress/tokenState.ts'
import { listedExecution } from './listedExecution.ts'

/** The token of a pass of one segment that was stopped before it read anything, with `changes`. */
export async function stoppedToken(changes: Partial<TokenState>): Promise<string> {
  const stopped = listedExecution({ segments: [[]], stoppedMs: 0 })
  const { key } = stopped.table.description
  const { continuationToken = '' } = await stopped.pass()
  const { binding, ...state } = decodeToken(continuationToken, key)
  if (!('code' in binding)) throw new Error('token: expected one with a code, found none')
  return encodeToken({ ...state, binding, ...changes }, key)
}
