import type { Counts } from './ledger.ts'
import type { SegmentsState } from './segments.ts'

/** What a token is bound to: it is refused where any of this differs. */
export interface Binding {
  readonly table: string
  /** The rule's confirmation code. */
  readonly code: string
  readonly dryRun: boolean
  /** The shard, such as `3/16`; absent where the execution works the whole table. */
  readonly shard?: string
}

/** What a token of version sc1 is bound to: a fingerprint of the rule's filter and age in place of the code. */
interface FormerBinding {
  readonly table: string
  readonly fingerprint: string
  readonly dryRun: boolean
}

/** What a pass learned of the table. */
interface Learned {
  /** Items a page. */
  readonly pageLimit: number
  /** Of one segment. */
  readonly deletesPerSecond: number
  /** Milliseconds that the slowest of the recent batches took. */
  readonly slowestMs: number
}

/** What the caps had left when the pass answered, in units; negative after an overdraft. */
export interface CapsLeft {
  /** By the wall clock, in milliseconds since 1970. */
  readonly atMs: number
  readonly writeUnits?: number | undefined
  readonly readUnits?: number | undefined
}

/** Shapes that a token holds at most, and the characters of one: a few hundred bytes of the token. */
export const MAX_SHAPES = 8
export const MAX_SHAPE_CHARACTERS = 40

/** How ages that could not be read are written, with a count of each. */
export type Shapes = readonly (readonly [shape: string, times: number])[]

/** What Begin found out, once, for the limits of the guards; absent where it found out nothing. */
export interface GuardBasis {
  /** Items of the table, by the estimate. */
  readonly items?: number | undefined
  /** Deletes that the surge guard allows. */
  readonly surge?: number | undefined
}

/** What one pass hands to the next. */
export interface TokenState {
  readonly binding: Binding
  readonly olderThanMs: number
  readonly cutoffMs: number
  readonly segments: SegmentsState
  readonly counts: Readonly<Counts>
  /** Milliseconds in a row without an acknowledged delete or a moved checkpoint, waits included. */
  readonly stalledMs: number
  /** Where the next pass begins to adapt. */
  readonly learned: Learned | undefined
  readonly capsLeft?: CapsLeft | undefined
  /** Absent where all ages could be read. */
  readonly shapes?: Shapes | undefined
  /** What Begin found out for the guards' limits. */
  readonly basis?: GuardBasis | undefined
}

/** What a token says, of this version or of the one before. */
export type ReadTokenState = Omit<TokenState, 'binding'> & { readonly binding: Binding | FormerBinding }
