import type { ConnectionFlags } from '../../executions/connection.ts'
import type { StageRule } from '../../executions/names.ts'
import { withClient } from '../../executions/session.ts'
import { list } from './list.ts'
import { listTable } from './listTable.ts'

/** Prints the last executions. Returns the exit code. */
export async function runList(
  flags: ConnectionFlags & Partial<StageRule> & { readonly json?: boolean },
  limit: number,
): Promise<number> {
  const runs = await withClient(flags, (client) => list(client, flags, limit))
  if (flags.json) process.stdout.write(`${JSON.stringify(runs)}\n`)
  else process.stdout.write(`${runs.length === 0 ? 'no execution yet' : listTable(runs)}\n`)
  return 0
}
