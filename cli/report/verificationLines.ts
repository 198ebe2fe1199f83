import type { Verification } from '../verify/verification.ts'
import { count } from './numbers.ts'

/** What the independent scan found, and what that says about the ledger: a line or two. */
export function verificationLines(verification: Verification, dryRun: boolean): readonly string[] {
  const { itemsLeft, matchedLeft, candidatesLeft, unknown } = verification
  const found = dryRun
    ? `${count(itemsLeft)} items, ${count(matchedLeft)} of them match the filter, ` +
      `${count(candidatesLeft)} would be deleted`
    : `${count(itemsLeft)} items left, ${count(matchedLeft)} of them match the filter, ` +
      `${count(candidatesLeft)} should have been deleted`
  return [
    `Independent scan: ${found}: ${verdict(verification)}`,
    ...(unknown.length > 0 ? [`A scan cannot tell ${unknown.join('; ')}.`] : []),
  ]
}

function verdict({ agrees, differences }: Verification): string {
  if (!agrees) return `DISAGREES with the ledger (${differences.join('; ')})`
  if (differences.length === 0) return 'agrees with the ledger'
  return `cannot be compared with the ledger, because another program writes to the table (${differences.join('; ')})`
}
