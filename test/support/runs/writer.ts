import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect } from '@jest/globals'
import type { EngineName } from '../engines/engines.ts'
import { type AnyItem, CREDENTIALS, readItems } from '../engines/tables.ts'
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

/** How a writer works beside an execution on each engine; `npm run long` makes 20,000 changes on the two together. */
export const WRITING: Readonly<Record<EngineName, Pick<WriterOptions, 'changes' | 'inFlight' | 'batch'>>> = {
  dynalite: { changes: IS_LONG ? 14_000 : 600, inFlight: 16, batch: 1 },
  'DynamoDB Local': { changes: IS_LONG ? 6_000 : 600, inFlight: 4, batch: 25 },
}

/** So many items that the seed's rule deletes, under the keys that the writer knows. */
export function itemsToWrite(count: number): readonly { readonly item: AnyItem }[] {
  return Array.from({ length: count }, (_, index) => ({
    item: {
      WorkerId: { N: String(index) },
      StartTime: { S: 'only' },
      Completed: { N: '1' },
      StartExecutionTime: { S: '2021-01-01T00:00:00Z' },
    },
  }))
}

const PROCESS = fileURLToPath(new URL('./writerProcess.ts', import.meta.url))

/** Runs one execution after the other while a writer makes its changes in a process of its own. */
export async function besideWriter<Result>(
  options: WriterOptions,
  run: () => Promise<Result>,
): Promise<{ readonly report: WriterReport; readonly results: readonly Result[] }> {
  const child = fork(PROCESS, [CREDENTIALS.accessKeyId], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  let writes = true
  const reported = Promise.race([
    once(child, 'message').then(([report]: WriterReport[]) => report),
    exited.then(() => undefined),
  ]).finally(() => {
    writes = false
  })
  try {
    child.send(options)
    const results: Result[] = []
    while (writes) results.push(await run())
    const report = await reported
    if (report === undefined) throw new Error('expected a report of the writer, it ended without one')
    return { report, results }
  } finally {
    child.kill()
    await exited
  }
}

/** The table holds exactly the items that their last write made ones to keep. */
export async function expectWritten(client: DynamoDBClient, table: string, { last }: WriterReport): Promise<void> {
  const kept = last.flatMap(({ item, candidate, gone }) => (candidate === false && !gone ? [item] : []))
  expect(sorted(await readItems(client, table))).toEqual(sorted(kept))
}

function sorted(items: readonly AnyItem[]): readonly AnyItem[] {
  return items.toSorted((one, other) => Number(one.WorkerId?.N) - Number(other.WorkerId?.N))
}
