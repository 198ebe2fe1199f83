import { LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TitleComponent } from 'echarts/components'
import { type EChartsCoreOption, use } from 'echarts/core'
import { svg } from '../../cli/report/svg.ts'
import type { Figures } from '../results.ts'
import type { ComparisonRow } from '../scenarios/comparison.ts'
import type { LambdaRow } from '../scenarios/lambda.ts'
import { number } from './markdown.ts'
import { SEED } from './tables.ts'

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent])

/** The charts of what was measured: the texts of SVG files, by their names. */
export function charts({
  lambda,
  partitions,
  budget: alone,
  cap,
  growth,
}: Partial<Figures>): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  if (lambda) {
    files.set('time.svg', svg(time(lambda.rows)))
    files.set('cost.svg', svg(cost(lambda.rows)))
  }
  const limited = partitions ?? alone
  if (limited) {
    const { partitions: count, unitsPerPartition } = limited.table
    files.set('budget.svg', svg(budget(limited.rows, count * (unitsPerPartition ?? 0))))
  }
  if (cap) {
    const lines = [{ label: 'this project', unitsPerSecond: cap.series }]
    files.set('cap.svg', svg(units(`maxWriteUnitsPerSecond: ${cap.unitsPerSecond}`, lines, cap.unitsPerSecond)))
  }
  if (growth) files.set('growth.svg', svg(memory(growth)))
  return files
}

function ways(rows: readonly LambdaRow[]): ReadonlyMap<string, readonly LambdaRow[]> {
  return Map.groupBy(rows, ({ readers, deleters }) => `${readers} × ${deleters}`)
}

function byMemory(title: string, rows: readonly LambdaRow[], yAxis: object, value: (row: LambdaRow) => number) {
  return {
    title: { text: title, left: 'center' },
    xAxis: { type: 'category', name: 'MB', data: [...new Set(rows.map(({ memoryMb }) => memoryMb))] },
    yAxis: { type: 'log', ...yAxis },
    series: [...ways(rows)].map(([name, some]) => ({ name, type: 'line', symbolSize: 8, data: some.map(value) })),
  }
}

function time(rows: readonly LambdaRow[]): EChartsCoreOption {
  const title = 'Billed seconds by memory and readers × deleters'
  return byMemory(title, rows, { name: 'seconds', min: 1 }, ({ billedSeconds }) => billedSeconds)
}

function cost(rows: readonly LambdaRow[]): EChartsCoreOption {
  const title = 'Lambda cost of a million deletions, against the seed’s'
  const option = byMemory(
    title,
    rows,
    { name: 'US dollars', min: 0.0005, max: 0.1 },
    ({ costPerMillion }) => costPerMillion,
  )
  const lines = [
    { yAxis: SEED.parallelPerMillion, label: { formatter: 'seed, parallel, 512 MB', position: 'insideStartTop' } },
    { yAxis: SEED.sequentialPerMillion, label: { formatter: 'seed, sequential, 128 MB', position: 'insideEndBottom' } },
  ]
  const [first, ...others] = option.series
  return {
    ...option,
    series: [{ ...first, markLine: { symbol: 'none', lineStyle: { color: '#c00' }, data: lines } }, ...others],
  }
}

function budget(rows: readonly ComparisonRow[], unitsPerSecond: number): EChartsCoreOption {
  return units('Consumed write units a second, 4 partitions × 1,000', rows, unitsPerSecond)
}

function units(
  title: string,
  lines: readonly Pick<ComparisonRow, 'label' | 'unitsPerSecond'>[],
  budgetPerSecond: number,
): EChartsCoreOption {
  const budgetLine = {
    symbol: 'none',
    lineStyle: { color: '#c00' },
    data: [{ yAxis: budgetPerSecond, label: { formatter: 'budget', position: 'insideEndTop' } }],
  }
  return {
    title: { text: title, left: 'center' },
    // Labels this long overlap side by side: without a browser, widths of text are estimates.
    legend: { orient: 'vertical', bottom: 8, icon: 'roundRect' },
    grid: { left: 80, right: 60, top: 70, bottom: 60 + 20 * lines.length },
    xAxis: { type: 'value', name: 's' },
    yAxis: { type: 'value', name: 'write units', max: Math.ceil(budgetPerSecond * 1.25) },
    series: lines.map(({ label, unitsPerSecond }, index) => ({
      name: label,
      type: 'line',
      showSymbol: false,
      data: unitsPerSecond.map((consumed, second) => [second, consumed]),
      ...(index === 0 && { markLine: budgetLine }),
    })),
  }
}

function memory(rows: Figures['growth']): EChartsCoreOption {
  return {
    title: { text: 'Time and memory by the table’s size', left: 'center' },
    xAxis: {
      type: 'category',
      name: 'items',
      nameLocation: 'middle',
      nameGap: 28,
      data: rows.map(({ items }) => number(items)),
    },
    yAxis: [
      { type: 'value', name: 'µs an item' },
      { type: 'value', name: 'MB', splitLine: { show: false } },
    ],
    series: [
      { name: 'µs an item', type: 'line', data: rows.map(({ microsPerItem }) => microsPerItem) },
      { name: 'resident memory, MB', type: 'line', yAxisIndex: 1, data: rows.map(({ peakMb }) => peakMb) },
    ],
  }
}
