import type { PassInput } from '../../execution/input.ts'
import type { ReadRound } from '../../execution/shards/round.ts'
import { gatheredLedger } from '../../progress/gatheredLedger.ts'
import type { LedgerReport } from '../../progress/ledger.ts'
import { summed } from '../../progress/summed.ts'
import type { Rule } from '../../rule/rule.ts'
import { type UndatedScanOrReason, undatedScan } from '../../rule/undatedScan.ts'
import { type EndedShard, segmentsDone } from './shardEnd.ts'

/** Texts of `hint` that a result has at most. */
const MOST_HINTS = 8

/** What all shards of an execution have done together. */
export interface Sum {
  readonly ledger: LedgerReport
  /** Of the whole table. */
  readonly progress: { readonly segmentsDone: number; readonly totalSegments: number }
  /** RFC 3339: items at least this old are candidates. */
  readonly cutoff: string
  readonly dryRun: boolean
}

/** What the results of all shards say beside their ledgers. */
export type SaidByAll = {
  readonly trouble: Readonly<Record<string, number>>
  readonly hint?: readonly string[]
  /** What was not read, where a rule's index was. */
  readonly unseen?: string
} & Partial<UndatedScanOrReason>

/** Adds up what all shards that have ended have done. */
export function sumOf(
  ended: readonly EndedShard[],
  { round, settings }: Pick<PassInput, 'settings'> & { readonly round: ReadRound },
): Sum {
  const ledgers = [...ended.map(({ ledger }) => ledger), { lostPasses: round.lostPasses }]
  const { cutoff } = round.input
  const { dryRun } = settings
  return {
    ledger: gatheredLedger(ledgers, dryRun),
    progress: { segmentsDone: segmentsDone(ended), totalSegments: round.segments },
    cutoff,
    dryRun,
  }
}

/**
 * What the shards' last passes met, added up, and what they say where the rule probably differs from the table. That
 * nothing matched in one shard says nothing where something did in another.
 */
export function saidByAll(
  ended: readonly EndedShard[],
  { ledger, cutoff }: Sum,
  { rule, olderThanMs }: { readonly rule: Rule; readonly olderThanMs: number },
): SaidByAll {
  const complete = ended.flatMap((end) => (end.kind === 'complete' ? [end] : []))
  const trouble = summed(complete.map(({ said }) => said.trouble ?? {}))
  const heard = complete.filter((end) => ledger.matched === 0 || (end.ledger.matched ?? 0) > 0)
  const hint = [...new Set(heard.flatMap((end) => end.said.hint ?? []))].slice(0, MOST_HINTS)
  const cutoffMs = Date.parse(cutoff)
  const undated = ledger.undated > 0 ? undatedScan(rule, cutoffMs, cutoffMs + olderThanMs) : undefined
  const unseen = complete.find((end) => end.said.unseen !== undefined)?.said.unseen
  return { trouble, ...(hint.length > 0 && { hint }), ...(unseen !== undefined && { unseen }), ...undated }
}
