import type { ReadRound } from '../../../functions/scavenge/execution/shards/round.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../functions/scavenge/progress/token.ts'

type Changes = Readonly<Record<string, unknown>> & { readonly ledger?: Readonly<Record<string, number>> }

/** What a pass answers, in the form that matters to the command line. */
export function answered(passes: number, changes: Changes = {}) {
  const { ledger, ...rest } = changes
  return {
    status: 'continue',
    continuationToken: `token-${passes}`,
    waitSeconds: 0,
    ledger: { scanned: 100 * passes, matched: 10 * passes, deleted: 10 * passes, passes, lostPasses: 0, ...ledger },
    progress: { segmentsDone: passes, totalSegments: 4 },
    dryRun: false,
    ...rest,
  }
}

/** The last pass's answer. */
export function completed(passes: number, changes: Changes = {}) {
  const { continuationToken, ...answer } = answered(passes, changes)
  return { ...answer, status: 'complete', progress: { segmentsDone: 4, totalSegments: 4 } }
}

/** A round of shards as Begin or `gather` answers it: by the shard, the name of its execution. */
export function roundOf(shards: Readonly<Record<string, string>>, changes: Partial<ReadRound> = {}): ReadRound {
  const starts = Object.entries(shards).map(([shard, name]) => ({ name, input: { shard } }))
  const common = { cutoff: '2026-11-22T08:00:00.000Z', confirm: 'k7m2q9x4tb', dryRun: false }
  return {
    number: 1,
    atOnce: starts.length,
    redrives: 0,
    lostPasses: 0,
    segments: 8,
    input: common,
    shards: starts,
    ended: [],
    ...changes,
  }
}

/** A real token, of an execution that had done as much. */
export function tokenAfter(
  counts: { readonly deleted: number; readonly passes: number },
  segmentsDone: number,
): string {
  return encodeToken(
    {
      binding: { table: 'table', code: 'k7m2q9x4tb', dryRun: false },
      olderThanMs: 0,
      cutoffMs: 0,
      segments: { totalSegments: 4, cursor: segmentsDone, open: [] },
      counts: { ...NO_COUNTS, ...counts },
      stalledMs: 0,
      learned: undefined,
    },
    [],
  )
}
