import * as z from 'zod/mini'
import { numberOr, textOr, wholeNumberOr } from './fields.ts'

/** Limits that end an execution before it does more, as a rule or an execution's input writes them. */
export interface Guards {
  /** Times what the rule usually deletes. */
  readonly surge: number | 'none'
  /** Of one execution. */
  readonly maxDeletes: number | 'none'
  /** Of the items that the estimate found, such as `20%`. */
  readonly maxShare: string
  readonly maxDollars: number | 'none'
  readonly pointInTimeRecovery: 'optional' | 'required'
}

export const DEFAULT_GUARDS: Guards = {
  surge: 10,
  maxDeletes: 'none',
  maxShare: 'none',
  maxDollars: 'none',
  pointInTimeRecovery: 'optional',
}

/** What no table and no rule reaches: above it a limit is a mistake. */
const MAX_SURGE = 1_000_000
const MAX_DOLLARS = 1_000_000

const PERCENT = /^(\d{1,3}(?:\.\d{1,6})?) ?%$/

export const guardFields = {
  surge: z.optional(numberOr('none', 1, MAX_SURGE)),
  maxDeletes: z.optional(wholeNumberOr('none', 0, Number.MAX_SAFE_INTEGER)),
  maxShare: z.optional(
    textOr('none', 'a share such as "20%", at most "100%"', (value) => shareOf(value) !== undefined),
  ),
  maxDollars: z.optional(numberOr('none', 0, MAX_DOLLARS)),
  pointInTimeRecovery: z.optional(z.enum(['optional', 'required'], '"optional" or "required"')),
}

/** The share that a text such as `20%` says, 0 to 1; undefined for `none` and for any other text. */
export function shareOf(text: string): number | undefined {
  const [, digits] = PERCENT.exec(text) ?? []
  const percent = digits === undefined ? Number.NaN : Number(digits)
  return percent <= 100 ? percent / 100 : undefined
}

/** The guards that a file or an input names. */
export type GivenGuards = { readonly [Name in keyof Guards]?: Guards[Name] | undefined }

/** The guards that are given, in place of those of `guards`. */
export function guardsWith(guards: Guards, given: GivenGuards): Guards {
  return {
    surge: given.surge ?? guards.surge,
    maxDeletes: given.maxDeletes ?? guards.maxDeletes,
    maxShare: given.maxShare ?? guards.maxShare,
    maxDollars: given.maxDollars ?? guards.maxDollars,
    pointInTimeRecovery: given.pointInTimeRecovery ?? guards.pointInTimeRecovery,
  }
}

/** The first guard that `guards` holds less tightly than `strict`; undefined where none is. */
export function loosened(strict: Guards, guards: Guards): keyof Guards | undefined {
  const numeric = ['surge', 'maxDeletes', 'maxDollars'] as const
  const looser = numeric.find((name) => mostOf(guards[name]) > mostOf(strict[name]))
  if (looser !== undefined) return looser
  if ((shareOf(guards.maxShare) ?? Number.POSITIVE_INFINITY) > (shareOf(strict.maxShare) ?? Number.POSITIVE_INFINITY)) {
    return 'maxShare'
  }
  return strict.pointInTimeRecovery === 'required' && guards.pointInTimeRecovery === 'optional'
    ? 'pointInTimeRecovery'
    : undefined
}

function mostOf(limit: number | 'none'): number {
  return limit === 'none' ? Number.POSITIVE_INFINITY : limit
}
