import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type AttributePath, valueAt } from '../table/attributePath.ts'
import { canonicalNumber } from '../table/canonicalNumber.ts'
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
 * A reader of items' periods. An item without the attribute has the default. What is there and can't be understood is
 * `never`, because in doubt an item stays: a number of units that can't be read, is negative or comes to more than 100
 * years; where a name decides, anything but a text or a number; and a path through what is no map.
 */
export function periodReader(period: Period): (item: Item) => PeriodMs {
  switch (period.kind) {
    case 'fixed':
      return () => period.ms
    case 'attribute':
      return (item) => {
        const value = valueAt(item, period.path)
        if (value === undefined) return period.default
        if (value === 'blocked') return 'never'
        const ms = unitsMs(value.N ?? value.S ?? '', period.unitMs)
        return ms === undefined ? 'never' : Math.max(ms, period.atLeastMs)
      }
    case 'by': {
      const named = periodsByName(period)
      return (item) => {
        const value = valueAt(item, period.path)
        if (value === undefined) return period.default
        return value === 'blocked' ? 'never' : named(value)
      }
    }
    default:
      return period satisfies never
  }
}

/** The period of a value. A text is compared as it is written, and a number by what it amounts to: `1.0` names N 1. */
function periodsByName(period: Period & { readonly kind: 'by' }): (value: AttributeValue) => PeriodMs {
  const texts = new Map(Object.entries(period.periods))
  const numbers = new Map<string, PeriodMs>()
  for (const [name, ms] of texts) {
    const number = canonicalNumber(name)
    numbers.set(number, longer(ms, numbers.get(number) ?? ms))
  }
  return ({ S, N }) => {
    if (S !== undefined) return texts.get(S) ?? period.default
    return N === undefined ? 'never' : (numbers.get(canonicalNumber(N)) ?? period.default)
  }
}

function longer(one: PeriodMs, other: PeriodMs): PeriodMs {
  return one === 'never' || other === 'never' ? 'never' : Math.max(one, other)
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
