import { WRITE_UNIT } from '../../functions/scavenge/cost/prices.ts'
import type { AgeBar } from '../../functions/scavenge/estimate/ages.ts'
import type { Estimate } from '../../functions/scavenge/estimate/estimate.ts'
import type { Reads } from '../../functions/scavenge/estimate/price/reads.ts'
import { duration } from './duration.ts'
import { limits } from './ledgerTable.ts'
import { count, dollars } from './numbers.ts'
import { type Columns, table } from './table.ts'

/** Where an estimate was made: on the demo table, which needs no confirmation, at an endpoint, or in a stage. */
export type EstimatePlace = { readonly isDemo: boolean } | { readonly stage: string; readonly rule: string }

const COUNTS = [
  ['items', 'items in the table'],
  ['matched', 'pass the filter'],
  ['candidates', 'would be deleted'],
  ['young', 'match, not old enough'],
  ['undated', 'match, age not usable: never deleted'],
] as const

const COUNT_COLUMNS: Columns = { count: 'left', items: 'right', 'low – high': 'right', what: 'left' }
const PRICE_COLUMNS: Columns = { price: 'left', 'write units': 'right', dollars: 'right' }

const HOUR_MS = 3_600_000

/** Characters of the longest bar of the histogram. */
const BAR_WIDTH = 40

/** An estimate for people, in several lines. */
export function estimateReport(estimate: Estimate, place: EstimatePlace): string {
  const { cutoff, bytes, hours, oldest, newest, sampled, advice } = estimate
  const of = oldest === null || newest === null ? '' : `, the oldest of ${oldest}, the newest of ${newest}`
  const { segments, items, readUnits } = sampled
  return [
    `Estimate: table ${estimate.table}, items at least as old as ${cutoff}`,
    countTable(estimate),
    `${count(bytes)} bytes would be deleted${of}`,
    priceTable(estimate),
    ...readLines(estimate.reads),
    `At the caps it takes about ${duration(hours * HOUR_MS)}`,
    ...ageBars(estimate.ages),
    `Read for this: ${count(segments)} of ${count(sampled.of)} segments, ${count(items)} items, ${count(readUnits)} read units`,
    ...advice.map((way) => `Cheaper, about $${dollars(way.dollars)}: ${way.text}`),
    ...confirmation(estimate, place),
  ].join('\n')
}

function countTable(estimate: Estimate): string {
  const rows = COUNTS.map(([name, what]) => {
    const { estimate: items, low, high } = estimate[name]
    const where = name === 'items' && estimate.reads ? `items in the index ${estimate.reads.index.name}` : what
    return [name, count(items), low === high ? 'exact' : limits({ low, high }), where]
  })
  return table(COUNT_COLUMNS, rows)
}

function priceTable({ writeUnits, dollars: price }: Estimate): string {
  const written = (what: string, units: number) => [what, count(units), dollars(units * WRITE_UNIT)]
  const rows = [
    written('delete from the table', writeUnits.table),
    ...Object.entries(writeUnits.indexes).map(([name, units]) => written(`delete from the index ${name}`, units)),
    ...(writeUnits.notPriced ?? []).map((name) => [`delete from the index ${name}`, 'unknown', 'not priced']),
    ['delete', '', dollars(price.delete)],
    ['scan', '', dollars(price.scan)],
    ['Lambda', '', dollars(price.lambda)],
    ['Step Functions', '', dollars(price.stepFunctions)],
    ['total', '', dollars(price.total)],
  ]
  return table(PRICE_COLUMNS, rows)
}

/** What reading costs by the index and by the table, where the rule reads an index. */
function readLines(reads: Reads | undefined): readonly string[] {
  if (reads === undefined) return []
  const { index, table: scan } = reads
  const means = index.by === 'query' ? 'Queries' : 'Scans'
  const cost = ({ readUnits, dollars: price }: { readonly readUnits: number; readonly dollars: number }) =>
    `${count(readUnits)} read units, $${dollars(price)}`
  const besides = scan ? `a scan of the table: ${cost(scan)}` : 'the table does not tell its size'
  return [`Reading the index ${index.name} by ${means}: ${cost(index)}; ${besides}`]
}

function confirmation({ confirm }: Estimate, place: EstimatePlace): readonly string[] {
  if (confirm === undefined) return []
  const code = `The confirmation code is ${confirm}.`
  if ('stage' in place) {
    const { stage, rule } = place
    return [
      `${code} To confirm exactly this, write stages: { ${stage}: { confirmed: ${confirm} } } into the rule file and ` +
        `deploy it, or run: npx scavenge start --stage ${stage} --rule ${rule} --input '{"confirm":"${confirm}"}'`,
    ]
  }
  if (place.isDemo) return [`${code} The demo table needs no confirmation.`]
  return [
    `${code} To confirm exactly this, write confirmed: ${confirm} into the rule file, or add --confirm ${confirm} to ` +
      'npx scavenge local',
  ]
}

/** A histogram of ages in lines, one for each bar: from how many days to how many, a bar, and the items. */
function ageBars(ages: readonly AgeBar[]): readonly string[] {
  if (ages.length === 0) return []
  const most = Math.max(...ages.map(({ items }) => items))
  const labels = ages.map(label)
  const width = Math.max(...labels.map(({ length }) => length))
  return [
    'Age in days of what would be deleted:',
    ...ages.map(({ items }, at) => `  ${(labels[at] ?? '').padStart(width)}  ${bar(items, most)} ${count(items)}`),
  ]
}

function label({ fromDays, toDays }: AgeBar): string {
  return toDays === null ? `${count(fromDays)} and more` : `${count(fromDays)} – ${count(toDays)}`
}

/** A bar that holds anything shows it. */
function bar(items: number, most: number): string {
  const length = items === 0 ? 0 : Math.max(1, Math.round((items / most) * BAR_WIDTH))
  return '█'.repeat(length).padEnd(BAR_WIDTH)
}
