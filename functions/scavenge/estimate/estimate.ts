import type { Rule } from '../rule/rule.ts'
import type { TableShape } from '../table/tableShape.ts'
import type { AgeBar } from './ages.ts'
import type { Intervals } from './extrapolation.ts'
import { type Advice, adviceOn } from './price/advice.ts'
import { type Dollars, dollarsOf, type Speed, secondsOf, type Work } from './price/price.ts'
import { type Reads, readsOf, readUnits } from './price/reads.ts'
import { DOLLAR_DIGITS, rounded } from './price/rounded.ts'
import type { SampledTable } from './sampleTable.ts'

/** What an execution would find and what it would cost, as `--json` and an execution's output say it. */
export interface Estimate extends Intervals {
  /** The confirmation code; absent where none is asked for. */
  readonly confirm?: string
  readonly table: string
  /** RFC 3339, in UTC. */
  readonly cutoff: string
  /** Of the candidates, as DynamoDB counts an item's size. */
  readonly bytes: number
  /** Of all deletes. `notPriced`: indexes of a kind that is not known; absent where there is none. */
  readonly writeUnits: {
    readonly table: number
    readonly indexes: Readonly<Record<string, number>>
    readonly notPriced?: readonly string[]
  }
  readonly dollars: Dollars
  readonly hours: number
  /** What reading costs by the rule's index, and what a scan of the table would cost; only with an index. */
  readonly reads?: Reads
  /** Days of the oldest and the newest candidate, such as `2024-01-31` in UTC; null where there is none. */
  readonly oldest: string | null
  readonly newest: string | null
  /** Candidates by age. */
  readonly ages: readonly AgeBar[]
  readonly sampled: {
    readonly segments: number
    readonly of: number
    readonly items: number
    readonly readUnits: number
  }
  readonly advice: readonly Advice[]
}

export interface Estimated {
  readonly rule: Pick<Rule, 'table' | 'filter' | 'age' | 'decisionAttributes'>
  readonly shape: TableShape
  readonly cutoffMs: number
  readonly confirm: string | undefined
  readonly speed: Speed
}

/** Hours are told to a ten-thousandth. */
const HOUR_DIGITS = 4

/** The estimate that follows from a sample. As JSON it is below 16 KB, whatever the table and the rule. */
export function estimateOf(sampled: SampledTable, estimated: Estimated): Estimate {
  const { rule, shape, cutoffMs, confirm, speed } = estimated
  const { intervals, findings } = sampled
  const times = findings.candidates === 0 ? 0 : intervals.candidates.estimate / findings.candidates
  const work: Work = {
    candidates: intervals.candidates.estimate,
    tableUnits: Math.round(findings.tableUnits * times),
    indexUnits: findings.indexUnits.map((units) => Math.round(units * times)),
    scanUnits: readUnits(estimated, sampled),
    ...(shape.read && { partitionUnits: findings.partitionUnits * times }),
  }
  const dollars = dollarsOf(work, speed)
  const reads = readsOf(estimated, work.scanUnits)
  const advice = adviceOn({
    rule,
    shape,
    cutoffMs,
    work,
    dollars,
    staying: intervals.items.estimate - intervals.candidates.estimate,
    bytesAnItem: sampled.bytesAnItem,
    heldShares: findings.indexHeld.map((held) => held / Math.max(1, findings.candidates)),
  })
  return {
    ...(confirm !== undefined && { confirm }),
    table: rule.table,
    cutoff: new Date(cutoffMs).toISOString(),
    ...intervals,
    bytes: Math.round(findings.candidateBytes * times),
    writeUnits: {
      table: work.tableUnits,
      indexes: Object.fromEntries(shape.indexes.map(({ name }, at) => [name, work.indexUnits[at] ?? 0])),
      ...(shape.notPriced.length > 0 && { notPriced: shape.notPriced }),
    },
    dollars: roundedDollars(dollars),
    ...(reads && { reads }),
    hours: rounded(secondsOf(work, speed) / 3_600, HOUR_DIGITS),
    oldest: findings.ages.oldest,
    newest: findings.ages.newest,
    ages: findings.ages.histogram(times),
    sampled: {
      segments: sampled.segments,
      of: sampled.of,
      items: sampled.itemsRead,
      readUnits: rounded(sampled.readUnits, 1),
    },
    advice: advice.map((way) => ({ ...way, dollars: rounded(way.dollars, DOLLAR_DIGITS) })),
  }
}

function roundedDollars(dollars: Dollars): Dollars {
  return {
    delete: rounded(dollars.delete, DOLLAR_DIGITS),
    scan: rounded(dollars.scan, DOLLAR_DIGITS),
    lambda: rounded(dollars.lambda, DOLLAR_DIGITS),
    stepFunctions: rounded(dollars.stepFunctions, DOLLAR_DIGITS),
    total: rounded(dollars.total, DOLLAR_DIGITS),
  }
}
