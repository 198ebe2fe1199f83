import { isDeepStrictEqual } from 'node:util'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Rule } from '../../functions/scavenge/rule/rule.ts'

/** Every 39th item is kept: some 3,300 of 130,000. */
const KEPT_EVERY = 39
/** The kept items repeat in this many kinds: four undated, then unfinished ones up to YOUNG_FROM, then young ones. */
const KEPT_KINDS = 32
const YOUNG_FROM = 22
/** The first four kinds, in this order: items that are undated for one reason each. */
const UNDATED = ['undatedMissing', 'undatedType', 'undatedUnreadable', 'undatedImplausible'] as const
/** Items of one worker: each is a start of it. */
const STARTS = 8
const HOUR_MS = 3_600_000
const MACHINES = ['ip-10-0-12-47', 'ip-10-0-98-3', 'ip-10-0-7-201']

/** The filter of the rule that these items are made for. */
const FILTER: Rule['filter'] = {
  expression: '#completed = :number OR #completed = :string',
  names: { '#completed': 'Completed' },
  values: { ':number': { N: '1' }, ':string': { S: '1' } },
}

/** What the demo table holds at one cutoff, counted by what makes it. */
export interface SeedCounts {
  readonly items: number
  readonly matched: number
  readonly deletable: number
  readonly young: number
  readonly undatedMissing: number
  readonly undatedType: number
  readonly undatedUnreadable: number
  readonly undatedImplausible: number
}

type Undated = (typeof UNDATED)[number]

interface Work {
  /** Which kind of kept item this is; undefined for work that is done and old. */
  readonly kept: number | undefined
  readonly completed: boolean
  readonly startedMs: number
  /** What the age attribute says, in milliseconds of the epoch, or the reason why it says no time. */
  readonly started: number | Undated
}

/** Whether `countSeed` holds for this rule: its filter and age must be the demo table's, `olderThan` may be any. */
export function isSeedRule({ filter, age }: Rule): boolean {
  if (age.kind === 'none' || age.period.kind !== 'fixed' || age.between !== undefined) return false
  return (
    isDeepStrictEqual(filter, FILTER) &&
    isDeepStrictEqual(age.paths, [['StartExecutionTime']]) &&
    age.format === 'rfc3339'
  )
}

/** What a run with this cutoff must find among the first `items`. */
export function countSeed(items: number, nowMs: number, cutoffMs: number): SeedCounts {
  const counts = { items, matched: 0, deletable: 0, young: 0 }
  const undated = { undatedMissing: 0, undatedType: 0, undatedUnreadable: 0, undatedImplausible: 0 }
  for (let index = 0; index < items; index++) {
    const { completed, started } = workOf(index, nowMs)
    if (!completed) continue
    counts.matched++
    if (typeof started === 'string') undated[started]++
    else if (started <= cutoffMs) counts.deletable++
    else counts.young++
  }
  return { ...counts, ...undated }
}

/** The item of this number. It is always the same, except for its times, which are relative to `nowMs`. */
export function seedItem(index: number, nowMs: number): Record<string, AttributeValue> {
  const { kept, completed, startedMs } = workOf(index, nowMs)
  const time = ageAttribute(kept, startedMs)
  return {
    WorkerId: { N: String(100_000 + (mix(Math.floor(index / STARTS)) % 900_000_000)) },
    // The nanoseconds are the item's number, which makes each key unique.
    StartTime: { S: `${rfc3339(startedMs).slice(0, 19)}.${String(index).padStart(9, '0')}Z` },
    Machine: { S: MACHINES[mix(index) % MACHINES.length] ?? '' },
    Task: { S: `resize-image-batch-${String(mix(index + 1)).padStart(10, '0')}-attempt-one` },
    DurationMs: { N: String(mix(index + 2) % 1_000_000) },
    ...(time && { StartExecutionTime: time }),
    ...completion(completed, index),
  }
}

/** Whether a run with this cutoff must delete the item of this number. */
export function isDeletable(index: number, nowMs: number, cutoffMs: number): boolean {
  const { completed, started } = workOf(index, nowMs)
  return completed && typeof started === 'number' && started <= cutoffMs
}

function workOf(index: number, nowMs: number): Work {
  const kept = index % KEPT_EVERY === KEPT_EVERY - 1 ? Math.floor(index / KEPT_EVERY) % KEPT_KINDS : undefined
  const isYoung = kept !== undefined && kept >= YOUNG_FROM
  const ageMs = isYoung ? mix(index) % (24 * HOUR_MS) : (72 + (mix(index) % 2000)) * HOUR_MS
  const startedMs = Math.floor((nowMs - ageMs) / 1000) * 1000
  const undated = kept === undefined ? undefined : UNDATED[kept]
  return {
    kept,
    completed: kept === undefined || isYoung || undated !== undefined,
    startedMs,
    started: undated ?? startedMs,
  }
}

/** In the order of UNDATED. */
function ageAttribute(kept: number | undefined, startedMs: number): AttributeValue | undefined {
  if (kept === 0) return undefined
  if (kept === 1) return { N: String(startedMs / 1000) }
  if (kept === 2) return { S: '2024-02-30T10:00:00Z' }
  if (kept === 3) return { S: '0001-01-01T00:00:00Z' }
  return { S: rfc3339(startedMs) }
}

/** Old rows hold the string "1"; work that is not done has 0 or nothing. */
function completion(completed: boolean, index: number): Record<string, AttributeValue> {
  if (completed) return { Completed: mix(index + 3) % 4 === 0 ? { S: '1' } : { N: '1' } }
  return mix(index + 3) % 2 === 0 ? { Completed: { N: '0' } } : {}
}

const rfc3339 = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** A number of 32 bits that looks random and depends on `n` alone (the finaliser of MurmurHash3). */
function mix(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
