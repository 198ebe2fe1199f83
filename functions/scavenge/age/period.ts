import { type AttributePath, valueAt } from '../table/attributePath.ts'
import type { Item } from '../table/item.ts'
import { HUNDRED_YEARS_MS } from './formats/instant.ts'

/** How long an item is kept after its age, in milliseconds. */
export type PeriodMs = number | 'never'

/** A rule's `olderThan`: one period for all, or one told by the item. */
export type Period =
  | { readonly kind: 'fixed'; readonly ms: number }
  /** The attribute holds a number of units; no item's period is below `atLeastMs`. */
  | {
      readonly kind: 'attribute'
      readonly path: AttributePath
      readonly unitMs: number
      readonly atLeastMs: number
      readonly default: PeriodMs
    }
  /** The attribute holds one of the names that have a period. */
  | {
      readonly kind: 'by'
      readonly path: AttributePath
      readonly periods: Readonly<Record<string, PeriodMs>>
      readonly default: PeriodMs
    }

/**
 * An item's period. Without the attribute it is the default. A number of units that can't be read, is negative or
 * comes to more than 100 years is `never`: in doubt an item stays.
 */
export function periodOf(item: Item, period: Period): PeriodMs {
  switch (period.kind) {
    case 'fixed':
      return period.ms
    case 'attribute': {
      const value = valueAt(item, period.path)
      if (value === undefined) return period.default
      const ms = unitsMs(value.N ?? value.S ?? '', period.unitMs)
      return ms === undefined ? 'never' : Math.max(ms, period.atLeastMs)
    }
    case 'by': {
      const value = valueAt(item, period.path)
      const name = value?.S ?? value?.N
      const named = name !== undefined && Object.hasOwn(period.periods, name) ? period.periods[name] : undefined
      return named ?? period.default
    }
    default:
      return period satisfies never
  }
}

/** The shortest period that an item can have; undefined where every one is `never`. */
export function shortestMs(period: Period): number | undefined {
  switch (period.kind) {
    case 'fixed':
      return period.ms
    case 'attribute':
      return period.atLeastMs
    case 'by': {
      const periods = [...Object.values(period.periods), period.default].filter((ms) => ms !== 'never')
      return periods.length === 0 ? undefined : Math.min(...periods)
    }
    default:
      return period satisfies never
  }
}

/** A decimal number of units in milliseconds, rounded up; undefined for another text and for more than 100 years. */
function unitsMs(text: string, unitMs: number): number | undefined {
  const [, whole, fraction = ''] = /^(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const scale = 10n ** BigInt(fraction.length)
  const ms = Number((BigInt(whole + fraction) * BigInt(unitMs) + scale - 1n) / scale)
  return ms <= HUNDRED_YEARS_MS ? ms : undefined
}
