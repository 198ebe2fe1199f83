import type { SimulatedPass } from '../world/pass.ts'

/** What a token stands for: the passes that its ledger holds, and what they hand on. */
export interface Carry {
  readonly token: string | null
  readonly passes: readonly SimulatedPass[]
  readonly lost: number
  readonly cutoffMs: number | undefined
  /** Virtual time at which the oldest of these passes began to read. */
  readonly readsFromMs: number
  readonly table: string
  readonly code: string | undefined
}

/** Before the first pass. */
export const NOTHING: Carry = {
  token: null,
  passes: [],
  lost: 0,
  cutoffMs: undefined,
  readsFromMs: 0,
  table: '',
  code: undefined,
}
