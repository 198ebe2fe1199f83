import Table from 'cli-table3'
import { hintsIn } from '../answer/hints.ts'
import { count, dollars } from './numbers.ts'
import type { Outcome } from './outcome.ts'
import { troubleLines } from './troubleAdvice.ts'
import { verificationLines } from './verificationLines.ts'

/** The counts in the order of the report; `undated` stands before its reasons. */
const ROWS = [
  ['scanned', 'items that DynamoDB read'],
  ['matched', 'passed the filter'],
  ['deleted', 'deleted'],
  ['wouldDelete', 'would be deleted'],
  ['young', 'matched, not old enough'],
  ['undated', 'matched, age not usable: never deleted'],
  ['undatedMissing', '… no age attribute'],
  ['undatedType', '… age of another type'],
  ['undatedUnreadable', '… age unreadable'],
  ['undatedImplausible', '… age implausible'],
  ['spared', 'changed since they were read'],
  ['failed', 'not deleted after all retries'],
  ['abandoned', 'read and left undecided'],
] as const

/** The report of an outcome for people, in several lines. */
export function report(outcome: Outcome): string {
  const { ledger, passes, seconds, maxMemoryMb, rate, dryRun, cost, verification } = outcome
  const places = (['rule', 'stage', 'table'] as const).filter((name) => outcome[name] !== undefined)
  const table = new Table({
    head: ['count', 'items', 'what'],
    colAligns: ['left', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const [name, what] of ROWS) {
    const value = ledger[name]
    if (value !== undefined) table.push([name, count(value), what])
  }
  const lost = ledger.lostPasses ?? 0
  const lines = [
    `${outcome.status}${dryRun ? ' (dry run: nothing was deleted)' : ''}: ${places.map((name) => `${name} ${outcome[name]}`).join(', ')}`,
    table.toString(),
    `${count(passes)} passes${lost > 0 ? ` and ${count(lost)} lost` : ''} in ${count(seconds)} s, ` +
      `${count(rate)} deletes/s${maxMemoryMb === undefined ? '' : `, at most ${count(maxMemoryMb)} MiB`}`,
    `${count(ledger.readUnits ?? 0)} read units, ${count(ledger.writeUnits ?? 0)} write units`,
  ]
  if (cost) {
    lines.push(
      `On AWS about $${dollars(cost.total)}: Lambda $${dollars(cost.lambda)}, Step Functions ` +
        `$${dollars(cost.stepFunctions)}, DynamoDB on demand $${dollars(cost.dynamodb)} (prices: ${cost.prices})`,
    )
  }
  if (verification) lines.push(...verificationLines(verification, dryRun))
  lines.push(...troubleLines(outcome.trouble ?? {}))
  lines.push(...hintsIn(outcome).map((hint) => `Hint: ${hint}`))
  const undatedScan = undatedScanOf(outcome.output)
  if (undatedScan !== undefined) lines.push('Undated items are listed by a Scan with:', undatedScan)
  return lines.join('\n')
}

function undatedScanOf(output: unknown): string | undefined {
  if (typeof output !== 'object' || output === null || !('undatedScan' in output)) return undefined
  const { undatedScan } = output
  return undatedScan ? JSON.stringify(undatedScan, undefined, 2) : undefined
}
