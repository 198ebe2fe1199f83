import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type AnyItem, CREDENTIALS } from '../engines/tables.ts'
import { IS_LONG } from '../shared/long.ts'

export interface WriterOptions {
  readonly endpoint: string
  readonly table: string
  /** Items 0 to this, which are the table's whole. */
  readonly items: number
  /** It stops after so many. */
  readonly changes: number
  readonly inFlight: number
  /** Writes in one request; more than one needs PartiQL. */
  readonly batch: number
  readonly seed: number
  /** Whether `Completed` is always a number, as the key of an index is. */
  readonly isKey?: boolean
}

export interface WriterReport {
  /** Writes that were carried out: of an item that was there, or one put back. */
  readonly changes: number
  /** Of these, the ones after which the rule keeps the item. */
  readonly kept: number
  readonly foundGone: number
  readonly putBack: number
  /** Items that were gone although their last write made them ones to keep, or that only the writer puts there. */
  readonly wronglyDeleted: number
  /** Each item as its last write left it; `gone`: it was found deleted since. */
  readonly last: readonly {
    readonly item: AnyItem
    readonly candidate: boolean | undefined
    readonly gone: boolean
  }[]
}

/** A writer's changes beside an execution on each engine; `npm run long` makes 20,000 on the two together. */
export const CHANGES = IS_LONG
  ? { dynalite: 14_000, 'DynamoDB Local': 6_000 }
  : { dynalite: 1_000, 'DynamoDB Local': 1_000 }

const PROCESS = fileURLToPath(new URL('./writerProcess.ts', import.meta.url))

/** Runs the writer in a process of its own until it has made its changes. */
export async function runWriter(options: WriterOptions): Promise<WriterReport> {
  const child = fork(PROCESS, [CREDENTIALS.accessKeyId], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const reported = once(child, 'message').then(([report]: WriterReport[]) => report)
  child.send(options)
  const report = await Promise.race([reported, exited.then(() => undefined)])
  child.kill()
  await exited
  if (report === undefined) throw new Error('expected a report of the writer, it ended without one')
  return report
}
