import { type Endpoint, openEndpoint } from '../../engine/endpoint.ts'
import { startEngine } from '../../engine/engine.ts'
import type { SeedCounts } from '../../engine/seedItems.ts'
import { makeSeedTable } from '../../engine/seedTable.ts'
import { count } from '../../report/numbers.ts'
import type { ProgressView } from '../../report/progress.ts'
import type { LocalOptions } from './localOptions.ts'

/** The DynamoDB that a local run works on. */
export interface Target {
  readonly endpoint: Endpoint
  /** What the demo table holds, by its maker's own counts at a cutoff; undefined on a table that was there before. */
  readonly seed: ((cutoffMs: number) => SeedCounts) | undefined
}

interface Preparation {
  /** Name of the demo table. */
  readonly table: string
  /** Takes what is started here, to end it with the run. */
  readonly started: AsyncDisposableStack
  readonly view: ProgressView
  readonly signal: AbortSignal
}

/**
 * Opens the endpoint that the options name, or starts the embedded engine and makes the demo table in it. Throws
 * RunFailure where the endpoint can't be used, and the signal's reason when it aborts.
 */
export async function prepareTarget(
  { endpoint: url, items }: Pick<LocalOptions, 'endpoint' | 'items'>,
  { table, started, view, signal }: Preparation,
): Promise<Target> {
  if (url !== undefined) return { endpoint: await open(url, started), seed: undefined }

  view.note(`making the table ${table} with ${count(items)} items in the embedded engine`)
  const engine = started.adopt(await startEngine(), (running) => running.close())
  const endpoint = await open(engine.endpoint, started)
  const onLoaded = (loaded: number) => view.showLoading(loaded, items)
  const seed = await makeSeedTable({ client: endpoint.client, table, items, nowMs: Date.now(), signal, onLoaded })
  view.close()
  return { endpoint, seed }
}

async function open(url: string, started: AsyncDisposableStack): Promise<Endpoint> {
  const endpoint = await openEndpoint(url)
  started.defer(() => endpoint.client.destroy())
  return endpoint
}
