import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Context } from './context.ts'

/** What the synthetic DynamoDB takes of a load that costs its sender nothing: what is measured must stay below. */
export interface ServerLimits {
  /** DeleteItem requests. */
  readonly requestsPerSecond: number
  /** Single deletes in batches of 25 statements. */
  readonly deletesPerSecond: number
  readonly scannedPerSecond: number
}

const PROCESS = fileURLToPath(new URL('../emptyLoadProcess.ts', import.meta.url))
const ITEMS = 100_000

export async function serverLimits({ server, note }: Context): Promise<ServerLimits> {
  await server.make({ items: ITEMS, partitions: 1, unitsPerPartition: null, latencyMs: 0, spreadMs: 0 })
  const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, server.url, String(ITEMS)])
  const limits = JSON.parse(stdout) as ServerLimits
  note(`${Math.round(limits.requestsPerSecond)} requests/s, ${Math.round(limits.deletesPerSecond)} deletes/s`)
  return limits
}
