import { member } from '../../functions/scavenge/execution/json.ts'
import { estimateIn } from '../answer/estimate.ts'
import { hintsIn } from '../answer/hints.ts'
import { ledgerTable } from './ledgerTable.ts'
import { count, dollars } from './numbers.ts'
import type { Outcome } from './outcome.ts'
import { troubleLines } from './troubleAdvice.ts'
import { verificationLines } from './verificationLines.ts'

/** The report of an outcome for people, in several lines. */
export function report(outcome: Outcome): string {
  const { ledger, passes, seconds, maxMemoryMb, rate, dryRun, cost, verification } = outcome
  const estimate = estimateIn(outcome.output)
  const places = (['rule', 'stage', 'table'] as const).filter((name) => outcome[name] !== undefined)
  const lost = ledger.lostPasses ?? 0
  const lines = [
    `${outcome.status}${dryRun ? ' (dry run: nothing was deleted)' : ''}: ${places.map((name) => `${name} ${outcome[name]}`).join(', ')}`,
    ledgerTable(ledger, estimate),
    `${count(passes)} passes${lost > 0 ? ` and ${count(lost)} lost` : ''} in ${count(seconds)} s, ` +
      `${count(rate)} deletes/s${maxMemoryMb === undefined ? '' : `, at most ${count(maxMemoryMb)} MiB`}`,
    `${count(ledger.readUnits ?? 0)} read units, ${count(ledger.writeUnits ?? 0)} write units`,
  ]
  if (cost) {
    lines.push(
      `On AWS about $${dollars(cost.total)}: Lambda $${dollars(cost.lambda)}, Step Functions ` +
        `$${dollars(cost.stepFunctions)}, DynamoDB on demand $${dollars(cost.dynamodb)} (prices: ${cost.prices})` +
        (estimate ? `; the estimate said $${dollars(estimate.dollars.total)}` : ''),
    )
  }
  if (verification) lines.push(...verificationLines(verification, dryRun))
  lines.push(...troubleLines(outcome.trouble ?? {}))
  lines.push(...hintsIn(outcome).map((hint) => `Hint: ${hint}`))
  lines.push(...unseenLines(outcome.output), ...undatedLines(outcome.output))
  return lines.join('\n')
}

/** Which items an execution on an index did not see. */
function unseenLines(output: unknown): readonly string[] {
  const unseen = member(output, 'unseen')
  return typeof unseen === 'string' ? [`Not seen: ${unseen}`] : []
}

/** How undated items are found, where there are any. */
function undatedLines(output: unknown): readonly string[] {
  const leftOut = member(output, 'undatedScanLeftOut')
  if (leftOut !== undefined) return [String(leftOut)]
  const scan = member(output, 'undatedScan')
  return scan ? ['Undated items are listed by a Scan with:', JSON.stringify(scan, undefined, 2)] : []
}
