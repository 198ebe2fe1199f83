import { type Endpoint, openEndpoint } from '../../engine/endpoint.ts'
import { startEngine } from '../../engine/engine.ts'
import type { SeedCounts } from '../../engine/seedItems.ts'
import { makeSeedTable } from '../../engine/seedTable.ts'
import { count, type ProgressView } from '../../report/progress.ts'
import type { LocalOptions } from './localOptions.ts'

/** Where a run works. */
export interface Ground {
  readonly endpoint: Endpoint
  /** What the maker of the embedded table knows of it, at a cutoff; undefined on a foreign table. */
  readonly seed: ((cutoffMs: number) => SeedCounts) | undefined
}

/**
 * The endpoint that the options name, or the embedded engine with the seed's table in it under the name `table`.
 * What is started is put on `started`, to be ended with it. Throws RunFailure where the endpoint can't be used.
 */
export async function prepareGround(
  { endpoint, items }: LocalOptions,
  table: string,
  started: AsyncDisposableStack,
  view: ProgressView,
  signal: AbortSignal,
): Promise<Ground> {
  const engine = endpoint === undefined ? started.adopt(await startEngine(), (it) => it.close()) : undefined
  const opened = await openEndpoint(engine?.endpoint ?? String(endpoint))
  started.defer(() => opened.client.destroy())
  if (!engine) return { endpoint: opened, seed: undefined }

  view.note(`making the table ${table} with ${count(items)} items in the embedded engine`)
  const onLoaded = (loaded: number) => view.passing(`${count(loaded)} items made`)
  const seed = await makeSeedTable({ client: opened.client, table, items, nowMs: Date.now(), signal, onLoaded })
  return { endpoint: opened, seed }
}
