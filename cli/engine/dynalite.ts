import { createRequire } from 'node:module'
import type { Server } from 'node:net'

interface DynaliteOptions {
  readonly createTableMs: number
  readonly deleteTableMs: number
}

interface Input {
  readonly TableName: string
  readonly Segment?: number
  readonly TotalSegments?: number
}
interface Table {
  readonly CreationDateTime: number
  readonly ItemCount: number
}
interface KeyStream {
  on(event: 'data' | 'end', listener: () => void): KeyStream
  on(event: 'error', listener: (error: Error) => void): KeyStream
}
interface Store {
  getItemDb(table: string): { createKeyStream(): KeyStream }
}
type Answer<Result> = (error: Error | null, result?: Result) => void
type Action<Result> = (store: Store, input: Input, answer: Answer<Result>) => void

/** Ranges of hashes that dynalite divides a table into. */
const HASH_RANGES = 4_096

/** A segment of dynalite that holds nothing: of 8,192 every other one has no range of its own. */
const EMPTY = { Segment: 1, TotalSegments: 2 * HASH_RANGES }

// dynalite is CommonJS without types.
const require = createRequire(import.meta.url)

/** dynalite in memory, mended where an estimate would notice: its segments, and the count of a table's items. */
export function makeDynalite(options: DynaliteOptions): Server {
  mend<unknown>('dynalite/actions/scan.js', soundScan)
  mend<{ readonly Table: Table }>('dynalite/actions/describeTable.js', countingDescribeTable)
  const dynalite: (options: DynaliteOptions) => Server = require('dynalite')
  return dynalite(options)
}

/** Replaces an action by what `mended` makes of it, before dynalite loads it. */
function mend<Result>(action: string, mended: (action: Action<Result>) => Action<Result>): void {
  const path = require.resolve(action)
  const own: Action<Result> = require(path)
  const loaded = require.cache[path]
  if (loaded === undefined) throw new Error(`dynalite: expected ${action} to be loaded, found no such module`)
  loaded.exports = mended(own)
}

/**
 * With more than 4,096 segments dynalite computes for the last ones a range that begins beyond all hashes, writes it with
 * three digits, and so begins at the first item: each of these segments brings the whole table. The ranges before them
 * hold every item, so these are empty.
 */
function soundScan(scan: Action<unknown>): Action<unknown> {
  return (store, input, answer) => scan(store, isBeyond(input) ? Object.assign(input, EMPTY) : input, answer)
}

function isBeyond({ Segment = 0, TotalSegments = 1 }: Input): boolean {
  return Math.ceil((HASH_RANGES * Segment) / TotalSegments) >= HASH_RANGES
}

/** dynalite says 0 items of every table. Here the first count above 0 stays, as DynamoDB's own is hours old. */
function countingDescribeTable(describeTable: Action<{ readonly Table: Table }>): Action<{ readonly Table: Table }> {
  const counts = new Map<string, number>()
  return (store, input, answer) =>
    describeTable(store, input, (error, described) => {
      if (error || described === undefined) return answer(error, described)
      const { Table: table } = described
      const made = `${input.TableName} ${table.CreationDateTime}`
      const answerWith = (items: number) => answer(null, { Table: { ...table, ItemCount: items } })
      const known = counts.get(made)
      if (known !== undefined) return answerWith(known)
      countKeys(store, input.TableName, (failed, items = 0) => {
        if (failed) return answer(failed)
        if (items > 0) counts.set(made, items)
        answerWith(items)
      })
    })
}

function countKeys(store: Store, table: string, answer: Answer<number>): void {
  let items = 0
  store
    .getItemDb(table)
    .createKeyStream()
    .on('data', () => items++)
    .on('error', answer)
    .on('end', () => answer(null, items))
}
