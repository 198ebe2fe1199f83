import type { Figures } from '../results.ts'
import { type ComparisonRow, rowOf } from '../scenarios/comparison.ts'
import { dollars, markdownTable, number, percent } from './markdown.ts'

interface Goal {
  readonly what: string
  readonly goal: string
  readonly found: string
  readonly isMet: boolean
}

/** What the benchmark must show, beside what it showed; a figure that was not measured has no row. */
export function goals(figures: Partial<Figures>): string {
  const rows = [...speed(figures), ...pace(figures), ...lambdas(figures), ...sizes(figures)]
  return markdownTable(
    ['', 'goal', 'found', ''],
    rows.map(({ what, goal, found, isMet }) => [what, goal, found, isMet ? 'met' : 'missed']),
  )
}

function speed({ unlimited }: Partial<Figures>): Goal[] {
  if (unlimited === undefined) return []
  const [project, go, batchWrite] = (['project', 'go', 'batchWrite'] as const).map((peer) => rowOf(unlimited, peer))
  const goals: Goal[] = []
  const ratio = (of: (row: ComparisonRow) => number, a: ComparisonRow, b: ComparisonRow) => of(a) / of(b)
  if (project && go) {
    const faster = ratio(({ seconds }) => seconds, go, project)
    goals.push({
      what: 'wall against the Go program',
      goal: '15 times faster',
      found: `${number(faster, 1)} times`,
      isMet: faster >= 15,
    })
    goals.push(atMost('CPU an item, pass alone, against the Go program', 0.16, ratio(workCpu, project, go)))
  }
  if (project && batchWrite) {
    goals.push(atMost('… against unconditional BatchWriteItem', 0.75, ratio(workCpu, project, batchWrite)))
  }
  return goals
}

function workCpu({ workCpuMicros }: ComparisonRow): number {
  return workCpuMicros
}

function pace({ budget, cap, application }: Partial<Figures>): Goal[] {
  const goals: Goal[] = []
  const project = budget && rowOf(budget, 'project')
  if (project) {
    const { budgetShare, throttledLater, throttledShare } = project
    goals.push({
      what: `share of the write budget, 4 × 1,000, ${number(budget.table.items)} items, after the first 10 s`,
      goal: '98 %, at most 0.5 % throttled',
      found: `${percent(budgetShare)}, ${percent(throttledLater, 2)} throttled (${percent(throttledShare, 2)} with the first 10 s)`,
      isMet: (budgetShare ?? 0) >= 0.98 && (throttledLater ?? 0) <= 0.005,
    })
  }
  if (cap) {
    const { unitsPerSecond, leastMean, mostMean, worstSecond } = cap
    const most = unitsPerSecond + 25
    goals.push({
      what: `a cap of ${unitsPerSecond} write units a second`,
      goal: `${number(unitsPerSecond * 0.97)}–${unitsPerSecond} over any 10 s, no second above ${most}`,
      found: `${number(leastMean, 1)}–${number(mostMean, 1)}, worst second ${number(worstSecond)}`,
      isMet: leastMean >= unitsPerSecond * 0.97 && mostMean <= unitsPerSecond && worstSecond <= most,
    })
  }
  if (application) {
    const { share, beside, alone } = application
    const throttled = beside.throttled / beside.requests - alone.throttled / alone.requests
    goals.push({
      what: `requests of an application at ${percent(share, 0)} of the capacity, throttled by an execution with default caps`,
      goal: 'at most 0.1 %, none for longer than 1,000 ms',
      found: `${percent(throttled, 3)}, at most ${number(beside.slowestMs)} ms`,
      isMet: throttled <= 0.001 && beside.slowestMs <= 1_000,
    })
  }
  return goals
}

function lambdas({ lambda }: Partial<Figures>): Goal[] {
  const rowAt = (memoryMb: number) =>
    lambda?.rows.find((row) => row.memoryMb === memoryMb && row.readers === 10 && row.deleters === 10)
  const goals: Goal[] = []
  for (const [memoryMb, least] of [
    [512, 4_000],
    [128, 700],
  ] as const) {
    const row = rowAt(memoryMb)
    if (row === undefined) continue
    const { deletesPerSecond } = row
    goals.push({
      what: `deletions a second at ${memoryMb} MB`,
      goal: number(least),
      found: number(deletesPerSecond),
      isMet: deletesPerSecond >= least,
    })
  }
  const row = rowAt(512)
  if (row) {
    const { costPerMillion } = row
    goals.push({
      what: 'Lambda cost of a million deletions, 512 MB arm64',
      goal: 'at most $0.002',
      found: dollars(costPerMillion),
      isMet: costPerMillion <= 0.002,
    })
  }
  return goals
}

function sizes({ growth, startup }: Partial<Figures>): Goal[] {
  const goals: Goal[] = []
  const peaks = growth?.filter(({ items }) => items >= 100_000).map(({ peakMb }) => peakMb) ?? []
  if (peaks.length > 0) {
    const [least, most] = [Math.min(...peaks), Math.max(...peaks)]
    goals.push({
      what: 'resident memory, 10⁵ to 10⁷ items',
      goal: 'at most 200 MB, flat within 10 %',
      found: `${number(least)}–${number(most)} MB`,
      isMet: most <= 200 && most <= least * 1.1,
    })
  }
  if (startup) {
    const { bundleKb, importMs } = startup
    goals.push({
      what: 'bundle, start-up',
      goal: '350 KB, import under 200 ms',
      found: `${number(bundleKb)} KB, ${number(importMs)} ms`,
      isMet: bundleKb <= 350 && importMs < 200,
    })
  }
  return goals
}

function atMost(what: string, most: number, found: number): Goal {
  return { what, goal: `at most ${most}`, found: number(found, 2), isMet: found <= most }
}
