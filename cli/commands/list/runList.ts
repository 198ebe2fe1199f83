import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import type { DeployedFlags } from '../../executions/connectionOptions.ts'
import type { StageRule } from '../../executions/names.ts'
import { realSleep } from '../../executions/persistently.ts'
import { waitOutThrottles } from '../../executions/waitOutThrottles.ts'
import { withClient } from '../../executions/withClient.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { print, printJson } from '../../shell/printing.ts'
import { listExecutions } from './listExecutions.ts'
import { listTable } from './listTable.ts'

export interface ListFlags extends DeployedFlags, Partial<StageRule> {
  readonly limit?: string
}

/** Prints the last executions, also where Step Functions throttles for a while. Returns the exit code. */
export async function runList(flags: ListFlags, limit: number): Promise<number> {
  const runs = await withClient(flags, (client) => {
    waitOutThrottles(client, { sleep: realSleep, signal: NEVER, random: Math.random })
    return listExecutions(client, flags, limit)
  })
  if (flags.json) printJson(runs)
  else print(runs.length === 0 ? 'no execution yet' : listTable(runs))
  return SUCCEEDED
}
