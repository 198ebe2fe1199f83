import { SERIES_MS } from './server/counters.ts'

/** Sums of every window of `ms` that lies whole in a series of `SERIES_MS` steps, from `fromMs` on. */
export function windows(series: readonly number[], ms: number, fromMs = 0): number[] {
  const length = Math.round(ms / SERIES_MS)
  const sums: number[] = []
  for (let start = Math.round(fromMs / SERIES_MS); start + length <= series.length; start++) {
    sums.push(sum(series.slice(start, start + length)))
  }
  return sums
}

/** Share of `unitsPerSecond` that a series used after `fromMs`, up to its end: the slow end of a run counts. */
export function usedShare(series: readonly number[], unitsPerSecond: number, fromMs: number): number {
  const seconds = (series.length - Math.round(fromMs / SERIES_MS)) * (SERIES_MS / 1_000)
  return sumAfter(series, fromMs) / (seconds * unitsPerSecond)
}

/** Sum of a series' steps from `fromMs` on. */
export function sumAfter(series: readonly number[], fromMs: number): number {
  return sum(series.slice(Math.round(fromMs / SERIES_MS)))
}

/** One entry a second; the last one may cover less. */
export function perSecond(series: readonly number[]): number[] {
  const each = 1_000 / SERIES_MS
  return Array.from({ length: Math.ceil(series.length / each) }, (_, second) =>
    sum(series.slice(second * each, (second + 1) * each)),
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
