/** Milliseconds that one entry of the series covers. */
export const SERIES_MS = 100

export type Operation = 'DescribeTable' | 'Scan' | 'BatchExecuteStatement' | 'BatchWriteItem' | 'DeleteItem' | 'GetItem'

/** What the server saw since its table was made. */
export interface Stats {
  readonly requests: Readonly<Record<Operation, number>>
  /** Single deletes asked for, repeated ones included. */
  readonly deletes: number
  readonly throttled: number
  readonly deleted: number
  /** Items deleted that the rule keeps: never allowed. */
  readonly wronglyDeleted: number
  /** Items that the rule deletes and that are still there. */
  readonly left: number
  readonly items: number
  readonly scanned: number
  readonly writeUnits: number
  readonly readUnits: number
  /** Write units consumed in each `SERIES_MS` since the first of them. */
  readonly writeSeries: readonly number[]
  /** Seconds of CPU that the server itself took. */
  readonly cpuSeconds: number
}

/** Counts one run. */
export class Counters {
  readonly requests: Record<Operation, number> = {
    DescribeTable: 0,
    Scan: 0,
    BatchExecuteStatement: 0,
    BatchWriteItem: 0,
    DeleteItem: 0,
    GetItem: 0,
  }
  deletes = 0
  throttled = 0
  deleted = 0
  wronglyDeleted = 0
  scanned = 0
  readUnits = 0
  writeUnits = 0
  readonly writeSeries: number[] = []
  #firstWriteMs: number | undefined

  wrote(units: number, nowMs: number): void {
    this.writeUnits += units
    this.#firstWriteMs ??= nowMs
    const slot = Math.floor((nowMs - this.#firstWriteMs) / SERIES_MS)
    while (this.writeSeries.length <= slot) this.writeSeries.push(0)
    this.writeSeries[slot] = (this.writeSeries[slot] ?? 0) + units
  }
}
