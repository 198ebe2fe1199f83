import type { Account } from './checks/account.ts'
import { type Report, type Simulated, simulate, type Violation } from './run/simulation.ts'
import { simulateShards } from './shards/simulateShards.ts'
import type { RuleKind } from './table/rule.ts'
import { FAULTS, type Fault } from './world/faults.ts'

/** What is simulated: one execution, or a parent with its shards; and the kind of the rules. */
export interface Kind {
  readonly rules: RuleKind
  readonly shards: boolean
}

const PLAIN: Kind = { rules: 'plain', shards: false }

/** Runs one seed. */
export function simulateSeed(seed: number, { rules, shards }: Kind, faults: Iterable<Fault> = FAULTS): Promise<Report> {
  const simulated: Simulated = { faults, rules }
  return shards ? simulateShards(seed, simulated) : simulate(seed, simulated)
}

/** What many runs came to, added up; plain data, so that it passes between threads. */
export interface Summary {
  runs: number
  passes: number
  lostPasses: number
  virtualMs: number
  ended: Record<string, number>
  struck: Record<string, number>
  account: Account
  counts: Record<string, number>
  violations: { readonly seed: number; readonly violation: Violation }[]
}

export function emptySummary(): Summary {
  return {
    runs: 0,
    passes: 0,
    lostPasses: 0,
    virtualMs: 0,
    ended: {},
    struck: {},
    account: {
      lostToUs: 0,
      unanswered: 0,
      lostWithPass: 0,
      goneByOthers: 0,
      goneUnanswered: 0,
      goneLostWithPass: 0,
      goneStaleReread: 0,
    },
    counts: {},
    violations: [],
  }
}

/** Runs the seeds from `from` on, `count` of them. */
export async function simulateSeeds(from: number, count: number, kind: Kind = PLAIN): Promise<Summary> {
  const summary = emptySummary()
  for (let seed = from; seed < from + count; seed++) addReport(summary, await simulateSeed(seed, kind))
  return summary
}

function addReport(summary: Summary, report: Report): void {
  summary.runs++
  summary.passes += report.passes
  summary.lostPasses += report.lostPasses
  summary.virtualMs += report.virtualMs
  add(summary.ended, { [report.ended]: 1 })
  add(summary.struck, Object.fromEntries(report.struck))
  add(summary.account, report.account)
  add(summary.counts, report.counts ?? {})
  if (report.violation !== undefined) summary.violations.push({ seed: report.seed, violation: report.violation })
}

export function addSummary(sum: Summary, part: Summary): void {
  sum.runs += part.runs
  sum.passes += part.passes
  sum.lostPasses += part.lostPasses
  sum.virtualMs += part.virtualMs
  add(sum.ended, part.ended)
  add(sum.struck, part.struck)
  add(sum.account, part.account)
  add(sum.counts, part.counts)
  sum.violations.push(...part.violations)
}

function add<Counts extends { [Name in keyof Counts]: number }>(sum: Counts, part: Partial<Counts>): void {
  for (const name of Object.keys(part) as (keyof Counts)[])
    sum[name] = ((sum[name] ?? 0) + (part[name] ?? 0)) as Counts[keyof Counts]
}

/** The faults without any of which a seed no longer breaks the invariant: those that mattered. */
async function shrink(seed: number, { invariant }: Violation, kind: Kind): Promise<readonly Fault[]> {
  let kept: readonly Fault[] = FAULTS
  for (const fault of FAULTS) {
    const fewer = kept.filter((other) => other !== fault)
    const { violation } = await simulateSeed(seed, kind, fewer)
    if (violation?.invariant === invariant) kept = fewer
  }
  return kept
}

/** A failing run in words: seed, what broke, the faults that mattered, and the command that replays it. */
export async function describeFailure(seed: number, violation: Violation, kind: Kind = PLAIN): Promise<string> {
  const faults = await shrink(seed, violation, kind)
  return [
    `seed ${seed}: ${violation.invariant}: found ${violation.found}`,
    `  faults that matter: ${faults.join(', ') || 'none'}`,
    `  replay: npm run simulate -- --seed ${seed} --rules ${kind.rules}${kind.shards ? ' --shards' : ''} --faults ${faults.join(',') || 'none'}`,
  ].join('\n')
}
