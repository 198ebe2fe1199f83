import type { PassInput } from '../execution/input.ts'
import type { GuardDecisions } from '../guard/judgeAtBegin.ts'
import { type DecidedCaps, decidedCaps } from '../pass/caps/capLimits.ts'
import { shardText } from '../progress/shard.ts'
import type { IndexReads } from '../reading/reading.ts'
import { formatOlderThan } from '../rule/olderThan.ts'
import type { DescribedTable } from '../table/tableShape.ts'

/** The execution's input with every default filled in, so that a reader sees what was decided. It never holds a token. */
export interface Decided extends DecidedCaps, GuardDecisions {
  /** The confirmation code of the rule and its table: every pass checks that it is still the same. */
  readonly code: string
  readonly dryRun: boolean
  /** Absent beside a token, which brings its own, and where the rule looks at no age. */
  readonly olderThan?: string
  readonly totalSegments?: number
  readonly readers: number
  readonly deleters: number
  readonly force: boolean
  /** Only `true`: the execution goes on from a token, or in the place of another one. */
  readonly fromToken?: true
  /** How the rule's index is read; absent where the table is. A Query has no `totalSegments`: the index has its parts. */
  readonly reads?: IndexReads
  /** Of a shard, such as `3/16`. */
  readonly shard?: string
  /** Of a parent: its shards, and how many run at once. */
  readonly shards?: number
  readonly shardsAtOnce?: number
}

/** What Begin decided without the guards. `code`: the confirmation code. `reads`: how the rule's index is read. */
export function decided(
  { settings, division, given, token, continueFrom }: PassInput,
  table: DescribedTable,
  code: string,
  reads: IndexReads | undefined,
): Omit<Decided, keyof GuardDecisions> {
  const { dryRun, olderThanMs, totalSegments, readers, deleters, force } = settings
  const goesOn = token !== undefined || continueFrom !== undefined
  return {
    code,
    dryRun,
    ...(!goesOn && olderThanMs > 0 && { olderThan: formatOlderThan(olderThanMs) }),
    ...(!goesOn && reads?.by !== 'query' && { totalSegments }),
    readers,
    deleters,
    ...decidedCaps({ settings, given, division }, table.capacity),
    force,
    ...(goesOn && { fromToken: true }),
    ...(reads && { reads }),
    ...(division.kind === 'shard' && { shard: shardText(division.shard) }),
  }
}
