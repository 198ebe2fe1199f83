import type { Figures, ScenarioName } from '../results.ts'
import type { Application } from '../scenarios/application.ts'
import type { Cap } from '../scenarios/cap.ts'
import type { Comparison } from '../scenarios/comparison.ts'
import type { GrowthRow } from '../scenarios/growth.ts'
import type { Lambda } from '../scenarios/lambda.ts'
import type { ServerLimits } from '../scenarios/serverLimits.ts'
import type { StartUp } from '../scenarios/startUp.ts'
import { dollars, markdownTable, number, percent } from './markdown.ts'

/** What the seed reports of itself. */
export const SEED = { deletesPerSecond: 181, parallelPerMillion: 0.046, sequentialPerMillion: 0.033 }

/** One table a scenario, as Markdown. */
export const TABLES: { readonly [Name in ScenarioName]: (figures: Figures[Name]) => string } = {
  server,
  startup,
  unlimited: comparison,
  partitions: comparison,
  budget: comparison,
  cap,
  application,
  lambda,
  growth,
}

function server({ requestsPerSecond, deletesPerSecond, scannedPerSecond }: ServerLimits): string {
  return markdownTable(
    ['the synthetic DynamoDB alone', 'a second'],
    [
      ['DeleteItem requests', number(requestsPerSecond)],
      ['deletes in batches of 25 statements', number(deletesPerSecond)],
      ['items scanned', number(scannedPerSecond)],
    ],
  )
}

function startup({ bundleKb, importMs, firstPassMs, processMs, peakMb }: StartUp): string {
  return markdownTable(
    ['cold start', ''],
    [
      ['bundle, KB', number(bundleKb)],
      ['import, ms', number(importMs)],
      ['a whole pass over an empty table, ms', number(firstPassMs)],
      ['the process from start to end, ms', number(processMs)],
      ['resident memory, MB', number(peakMb)],
    ],
  )
}

function comparison({ rows, skipped }: Comparison): string {
  const table = markdownTable(
    [
      'client',
      'wall, s',
      'deletes/s',
      'CPU, µs an item',
      '… without start',
      'memory, MB',
      'requests',
      'of the budget',
      'throttled',
      'server CPU',
    ],
    rows.map((row) => [
      row.label,
      number(row.seconds, 1),
      number(row.deletesPerSecond),
      number(row.cpuMicros),
      number(row.workCpuMicros),
      number(row.peakMb),
      number(row.requests),
      percent(row.budgetShare),
      percent(row.throttledShare),
      percent(row.serverCpu, 0),
    ]),
  )
  const notes = Object.entries(skipped).map(([label, why]) => `Skipped: ${label}: ${why}.`)
  return [table, ...notes].join('\n\n')
}

function cap({ unitsPerSecond, items, leastMean, mostMean, worstSecond }: Cap): string {
  return markdownTable(
    [`\`maxWriteUnitsPerSecond: ${unitsPerSecond}\`, ${number(items)} items`, 'write units a second'],
    [
      ['leanest 10 s after the first two', number(leastMean, 1)],
      ['fullest 10 s after the first two', number(mostMean, 1)],
      ['fullest second', number(worstSecond)],
    ],
  )
}

function application({ share, cappedAt, seconds, alone, beside }: Application): string {
  return markdownTable(
    [
      `an application at ${percent(share, 0)} of the capacity`,
      'requests',
      'throttled',
      'share',
      'longest time until it was taken, ms',
    ],
    [
      ['alone', alone] as const,
      [
        `beside an execution, capped at ${number(cappedAt)} write units a second, for ${number(seconds)} s`,
        beside,
      ] as const,
    ].map(([label, { requests, throttled, slowestMs }]) => [
      label,
      number(requests),
      number(throttled),
      percent(throttled / requests, 3),
      number(slowestMs),
    ]),
  )
}

function lambda({ rows, emulated, items, prices }: Lambda): string {
  const table = markdownTable(
    [
      'memory, MB',
      'readers × deleters',
      'billed, s',
      'deletes/s',
      'max memory, MB',
      'cost of the run',
      '… of a million deletions',
    ],
    rows.map((row) => [
      number(row.memoryMb),
      `${row.readers} × ${row.deleters}`,
      number(row.billedSeconds, 1),
      number(row.deletesPerSecond),
      `${number(row.maxMemoryMb)}${row.maxMemoryMb > row.memoryMb ? ' (too much)' : ''}`,
      dollars(row.cost, 6),
      dollars(row.costPerMillion),
    ]),
  )
  const how = emulated
    ? "A Lambda's share of a CPU (memory / 1,769 MB) is enforced by a control group's quota."
    : 'Computed: this machine lets nobody set a CPU quota, so a duration is the CPU used, divided by the share of a CPU.'
  return `${table}\n\n${number(items)} items. ${how} Prices: Lambda on arm64, ${prices}.`
}

function growth(rows: readonly GrowthRow[]): string {
  return markdownTable(
    ['items', 'wall, s', 'µs an item', 'CPU, µs an item', 'memory, MB'],
    rows.map(({ items, seconds, microsPerItem, cpuMicros, peakMb }) => [
      number(items),
      number(seconds, 1),
      number(microsPerItem, 1),
      number(cpuMicros, 1),
      number(peakMb),
    ]),
  )
}
