import { expect } from '@jest/globals'
import type { LedgerReport } from '../../../functions/scavenge/progress/ledger.ts'

interface Counted {
  /** As a pass answers it, or as a command prints it. */
  readonly ledger: LedgerReport | Readonly<Record<string, number>>
  readonly dryRun: boolean
}

/** The ledger's equation, worked out here and not by the function. */
export function expectBalance({ ledger, dryRun }: Counted): void {
  const counts: Readonly<Record<string, number>> = { ...ledger }
  const sum = (...names: readonly string[]) => names.reduce((total, name) => total + (counts[name] ?? Number.NaN), 0)
  const undated = sum('undatedMissing', 'undatedType', 'undatedUnreadable', 'undatedImplausible')
  const acted = sum(dryRun ? 'wouldDelete' : 'deleted')
  expect('wouldDelete' in counts).toBe(dryRun)
  expect(counts.undated).toBe(undated)
  expect(counts.matched).toBe(sum('young', 'spared', 'failed', 'abandoned') + undated + acted)
}
