import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Random } from '../world/random.ts'

/** What an item holds of its own period, as the simulation wrote it. */
export interface Keeping {
  /** A number of days; `never` where no number can be read. */
  readonly days: number | 'never' | 'absent'
  /** Null where the value is of a type that names nothing. */
  readonly name: string | null | 'absent'
  /** Whether the map that holds both too is a text, so that a path into it is blocked. */
  readonly isBlocked: boolean
}

/** A rule's `olderThan`, and the same as a function: the engine's own is never asked. */
export interface SimulatedPeriod {
  readonly olderThan: unknown
  /** Milliseconds: no item's period is shorter. */
  readonly shortestMs: number
  /** Milliseconds after its age at which an item is due. */
  readonly periodMs: (keeping: Keeping | undefined) => number | 'never'
  /** The periods that items may have, in milliseconds: ages are crowded around them. */
  readonly among: readonly number[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const OLDER_THAN = { '1m': 60_000, '90m': 5_400_000, '48h': 2 * DAY_MS, '2d': 2 * DAY_MS, '30d': 30 * DAY_MS }

/** One period for all. */
export function fixedPeriod(random: Random): SimulatedPeriod {
  const olderThan = random.pick(Object.keys(OLDER_THAN) as (keyof typeof OLDER_THAN)[])
  const ms = OLDER_THAN[olderThan]
  return { olderThan, shortestMs: ms, periodMs: () => ms, among: [ms] }
}

const DAYS: readonly (readonly [value: AttributeValue | undefined, days: Keeping['days']])[] = [
  [{ N: '0' }, 0],
  [{ N: '1' }, 1],
  [{ N: '1.5' }, 1.5],
  [{ S: '30' }, 30],
  [{ N: '-1' }, 'never'],
  [{ S: 'forever' }, 'never'],
  [{ NULL: true }, 'never'],
  [undefined, 'absent'],
]
const NAMES: readonly (readonly [value: AttributeValue | undefined, name: Keeping['name']])[] = [
  [{ S: 'SESSION' }, 'SESSION'],
  [{ S: 'LOG' }, 'LOG'],
  [{ S: 'BILL' }, 'BILL'],
  [{ S: 'OTHER' }, 'OTHER'],
  [{ N: '5' }, '5'],
  [{ BOOL: true }, null],
  [undefined, 'absent'],
]

/** Draws what an item holds of its period: top-level, and the same in a map. */
export function drawKeeping(random: Random): { keeping: Keeping; attributes: Record<string, AttributeValue> } {
  const [days, itsDays] = random.pick(DAYS)
  const [name, itsName] = random.pick(NAMES)
  const held = { ...(days && { days }), ...(name && { kind: name }) }
  const isBlocked = random.chance(0.1)
  const keep: AttributeValue = isBlocked ? { S: JSON.stringify(held) } : { M: held }
  return { keeping: { days: itsDays, name: itsName, isBlocked }, attributes: { ...held, keep } }
}

/** A period that depends on the item, or one for all. */
export function realPeriod(random: Random): SimulatedPeriod {
  return random.pick([fixedPeriod, byDays, byName, byName])(random)
}

function byDays(random: Random): SimulatedPeriod {
  const unit = random.pick(['d', 'h'] as const)
  const unitMs = unit === 'd' ? DAY_MS : HOUR_MS
  const [atLeast, atLeastMs] = random.pick([['1m', 60_000] as const, ['1d', DAY_MS] as const])
  const [otherwise, otherwiseMs] = random.pick([[undefined, 'never'] as const, ['2d', 2 * DAY_MS] as const])
  const attribute = random.pick<unknown>(['days', ['keep', 'days']])
  return {
    olderThan: { attribute, unit, atLeast, ...(otherwise && { default: otherwise }) },
    shortestMs: atLeastMs,
    periodMs(keeping) {
      if (keeping?.isBlocked && Array.isArray(attribute)) return 'never'
      if (keeping === undefined || keeping.days === 'absent') return otherwiseMs
      return keeping.days === 'never' ? 'never' : Math.max(keeping.days * unitMs, atLeastMs)
    },
    among: [atLeastMs, unitMs, 1.5 * unitMs, 30 * unitMs, ...(otherwiseMs === 'never' ? [] : [otherwiseMs])],
  }
}

function byName(random: Random): SimulatedPeriod {
  const [otherwise, otherwiseMs] = random.pick([[undefined, 'never'] as const, ['90m', 5_400_000] as const])
  const by = random.pick<unknown>(['kind', ['keep', 'kind']])
  const periods = { SESSION: '1d', LOG: '30d', BILL: 'never', '5.0': '60m' }
  const known: Readonly<Record<string, number | 'never'>> = {
    SESSION: DAY_MS,
    LOG: 30 * DAY_MS,
    BILL: 'never',
    5: HOUR_MS,
  }
  return {
    olderThan: { by, periods, ...(otherwise && { default: otherwise }) },
    shortestMs: HOUR_MS,
    periodMs(keeping) {
      if (keeping?.name === null || (keeping?.isBlocked && Array.isArray(by))) return 'never'
      return known[keeping?.name ?? 'absent'] ?? otherwiseMs
    },
    among: [HOUR_MS, DAY_MS, 30 * DAY_MS, ...(otherwiseMs === 'never' ? [] : [otherwiseMs])],
  }
}
