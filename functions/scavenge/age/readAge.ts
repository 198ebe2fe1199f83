import { type AttributePath, valueAt } from '../table/attributePath.ts'
import type { Item } from '../table/item.ts'
import { between, type Marks } from './between.ts'
import { type AgeFormat, formatReader } from './formats/ageFormat.ts'
import { HUNDRED_YEARS_MS } from './formats/instant.ts'

/** An item's time, or why it has none that can be used. */
export type Age =
  /** Milliseconds since 1970, rounded up: an item never looks older than it is. */
  | { readonly kind: 'dated'; readonly ms: number }
  | { readonly kind: 'undated'; readonly reason: 'missing' | 'type' | 'unreadable' | 'implausible' }

/** Where an item's age stands and how it is written. */
export interface AgeSource {
  /** The first of these that the item has counts, whatever it holds; one that is blocked counts as one that it has. */
  readonly paths: readonly [AttributePath, ...AttributePath[]]
  readonly format: AgeFormat
  /** Only for `iso8601`: the IANA zone of texts without one. */
  readonly zone?: string | undefined
  /** The age is the part of a text between these; without them it is the whole. */
  readonly between?: Marks | undefined
}

/**
 * 2001-09-09T01:46:40Z, the first moment of 13 digits in milliseconds. Unset times (year 1, epoch 0) and seconds given
 * as milliseconds lie before it.
 */
export const EARLIEST_MS = 1_000_000_000_000

/** What lies further ahead of an execution's start is a mistake in the unit or the text. */
export const MAX_AHEAD_MS = HUNDRED_YEARS_MS

/**
 * A reader of items' ages in an execution that started at `startMs`. It never throws; what it can't read exactly is
 * undated.
 */
export function ageReader(source: AgeSource, startMs: number): (item: Item) => Age {
  const { paths, format, zone, between: marks } = source
  const { numbers, parse } = formatReader(format, zone)
  const latestMs = startMs + MAX_AHEAD_MS
  return (item) => {
    const value = valueOfAge(item, paths)
    if (value === undefined) return { kind: 'undated', reason: 'missing' }
    if (value === 'blocked') return { kind: 'undated', reason: 'type' }
    const text = numbers && marks === undefined ? (value.N ?? value.S) : value.S
    if (text === undefined) return { kind: 'undated', reason: 'type' }
    const part = marks === undefined ? text : between(text, marks)
    const instant = part === undefined ? undefined : parse(part)
    if (instant === undefined) return { kind: 'undated', reason: 'unreadable' }
    const ms = instant.rest ? instant.ms + 1 : instant.ms
    if (instant.ms < EARLIEST_MS || ms > latestMs) return { kind: 'undated', reason: 'implausible' }
    return { kind: 'dated', ms }
  }
}

/** The value that an item's age is read from: that of the first path that is not absent, `blocked` included. */
export function valueOfAge(item: Item, paths: AgeSource['paths']): ReturnType<typeof valueAt> {
  for (const path of paths) {
    const value = valueAt(item, path)
    if (value !== undefined) return value
  }
  return undefined
}
