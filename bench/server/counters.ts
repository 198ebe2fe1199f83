/** Milliseconds that one entry of the series covers. */
export const SERIES_MS = 100

export type Operation =
  | 'DescribeTable'
  | 'Scan'
  | 'BatchExecuteStatement'
  | 'BatchWriteItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'UpdateItem'

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
  /** Write units consumed in each `SERIES_MS` since the first delete. */
  readonly writeSeries: readonly number[]
  /** Deletes throttled in the same steps. */
  readonly throttleSeries: readonly number[]
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
    UpdateItem: 0,
  }
  deletes = 0
  throttled = 0
  deleted = 0
  wronglyDeleted = 0
  scanned = 0
  readUnits = 0
  writeUnits = 0
  readonly writeSeries: number[] = []
  readonly throttleSeries: number[] = []
  #firstMs: number | undefined

  wrote(units: number, nowMs: number): void {
    this.writeUnits += units
    this.#add(this.writeSeries, units, nowMs)
  }

  throttle(nowMs: number): void {
    this.throttled++
    this.#add(this.throttleSeries, 1, nowMs)
  }

  #add(series: number[], amount: number, nowMs: number): void {
    this.#firstMs ??= nowMs
    const slot = Math.floor((nowMs - this.#firstMs) / SERIES_MS)
    while (series.length <= slot) series.push(0)
    series[slot] = (series[slot] ?? 0) + amount
  }
}
