import { expect } from '@jest/globals'
import type { SeedCounts } from '../../../cli/engine/seedItems.ts'
import { expectBalance } from '../oracle/balance.ts'
import type { Account, Ended } from './deployedAccount.ts'

/**
 * An execution is complete, the seed's table holds what the rule keeps at its cutoff, and its ledger balances. `made`: what
 * the seed made, by the cutoff. Answers the ledger and the counts of what was made.
 */
export async function expectDone(
  account: Account,
  { status, output }: Ended,
  table: string,
  made: (cutoffMs: number) => SeedCounts,
) {
  expect({ status, answer: output.status }).toEqual({ status: 'SUCCEEDED', answer: 'complete' })
  const counts = made(Date.parse(output.cutoff ?? ''))
  expect(await account.count(table)).toBe(counts.items - counts.deletable)
  const { ledger } = output
  if (ledger === undefined || !('deleted' in ledger)) throw new Error('expected a ledger of deletions')
  expectBalance({ ledger, dryRun: false })
  return { ledger, made: counts }
}
