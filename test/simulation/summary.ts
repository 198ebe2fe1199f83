import type { Account } from './checks/account.ts'
import { type Report, simulate, type Violation } from './run/simulation.ts'
import type { RuleKind } from './table/rule.ts'
import { FAULTS, type Fault } from './world/faults.ts'

/** What many runs came to, added up; plain data, so that it passes between threads. */
export interface Summary {
  runs: number
  passes: number
  lostPasses: number
  virtualMs: number
  ended: Record<string, number>
  struck: Record<string, number>
  account: Account
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
    violations: [],
  }
}

/** Runs the seeds from `from` on, `count` of them. */
export async function simulateSeeds(from: number, count: number, rules: RuleKind = 'plain'): Promise<Summary> {
  const summary = emptySummary()
  for (let seed = from; seed < from + count; seed++) addReport(summary, await simulate(seed, { rules }))
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
  sum.violations.push(...part.violations)
}

function add<Counts extends { [Name in keyof Counts]: number }>(sum: Counts, part: Partial<Counts>): void {
  for (const name of Object.keys(part) as (keyof Counts)[])
    sum[name] = ((sum[name] ?? 0) + (part[name] ?? 0)) as Counts[keyof Counts]
}

/** The faults without any of which a seed no longer breaks the invariant: those that mattered. */
async function shrink(seed: number, { invariant }: Violation, rules: RuleKind): Promise<readonly Fault[]> {
  let kept: readonly Fault[] = FAULTS
  for (const fault of FAULTS) {
    const fewer = kept.filter((other) => other !== fault)
    const { violation } = await simulate(seed, { faults: fewer, rules })
    if (violation?.invariant === invariant) kept = fewer
  }
  return kept
}

/** A failing run in words: seed, what broke, the faults that mattered, and the command that replays it. */
export async function describeFailure(seed: number, violation: Violation, rules: RuleKind = 'plain'): Promise<string> {
  const faults = await shrink(seed, violation, rules)
  return [
    `seed ${seed}: ${violation.invariant}: found ${violation.found}`,
    `  faults that matter: ${faults.join(', ') || 'none'}`,
    `  replay: npm run simulate -- --seed ${seed} --rules ${rules} --faults ${faults.join(',') || 'none'}`,
  ].join('\n')
}
