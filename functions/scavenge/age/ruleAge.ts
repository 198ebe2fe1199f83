import type { AttributePath } from '../table/attributePath.ts'
import { type Period, shortestMs } from './period.ts'
import type { AgeSource } from './readAge.ts'

/** When an item is old enough. */
export type RuleAge =
  /** All that the filter lets through, whatever its age. */
  { readonly kind: 'none' } | ({ readonly kind: 'timed'; readonly period: Period } & AgeSource)

/** Milliseconds that every item is kept at least; 0 where the rule looks at no age. */
export function shortestPeriodMs(age: RuleAge): number {
  return age.kind === 'none' ? 0 : (shortestMs(age.period) ?? Number.POSITIVE_INFINITY)
}

/** The top-level attributes that decide over an item's age and its period: a path's first name. */
export function ageAttributes(age: RuleAge): readonly string[] {
  if (age.kind === 'none') return []
  const { paths, period } = age
  return [...paths, ...(period.kind === 'fixed' ? [] : [period.path])].map(([name]) => name)
}

/**
 * The age as a rule file would say it, in plain data: the same for `48h` and `2d`, for a name and a path of one name.
 * What a token is bound to is made of it, so what it says of a rule never changes from one release to the next.
 */
export function canonicalAge(age: RuleAge): unknown {
  if (age.kind === 'none') return 'none'
  const { paths, format, zone, between, period } = age
  const [first, ...others] = paths
  return {
    ...(others.length === 0 ? { attribute: plainPath(first) } : { attributes: paths.map(plainPath) }),
    format,
    ...(zone !== undefined && { zone }),
    ...(between !== undefined && { between }),
    ...(period.kind === 'fixed'
      ? { olderThanMs: period.ms }
      : { olderThan: { ...period, path: plainPath(period.path) } }),
  }
}

function plainPath(path: AttributePath): string | AttributePath {
  return path.length === 1 ? path[0] : path
}
