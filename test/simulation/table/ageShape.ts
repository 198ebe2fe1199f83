import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { Random } from '../world/random.ts'

/** Why an age can't be used. */
type Undated = 'Missing' | 'Type' | 'Unreadable' | 'Implausible'

/** A value with what it says of an item's age: milliseconds since 1970, fractions included, or why it says nothing. */
export interface Written {
  /** `blocked`: what the rule's path leads through is no map. */
  readonly value: AttributeValue | 'blocked' | undefined
  readonly time: number | Undated
}

/** Where and how the items of a run hold their ages. */
export interface AgeShape {
  /** The fields of a rule's `age` that say so. */
  readonly fields: object
  /** The attribute that an index may be sorted by, with the type that most items have there; absent for other shapes. */
  readonly sorts?: KeyAttribute
  /** A value for a whole millisecond and a part of one more. */
  dated(ms: number, rest: number, random: Random): Written
  undated(random: Random): Written
  /** Puts a value where the rule looks for it. */
  put(attributes: Record<string, AttributeValue>, value: Written['value'], random: Random): void
}

const PLAIN_NAMES = ['StartExecutionTime', 'the "time"']

type PlainFormat = 'rfc3339' | 'epochSeconds' | 'epochMilliseconds'

/** One attribute, in one of three formats. */
export function plainAge(random: Random): AgeShape {
  const attribute = random.pick(PLAIN_NAMES)
  const format = random.pick<PlainFormat>(['rfc3339', 'rfc3339', 'epochSeconds', 'epochMilliseconds'])
  return {
    fields: { attribute, format },
    sorts: { name: attribute, type: format === 'rfc3339' ? 'S' : 'N' },
    dated: (ms, rest, drawn) => datedPlainly(format, ms, rest, drawn),
    undated: (drawn) => undatedPlainly(format, drawn),
    put(attributes, value) {
      if (value !== undefined && value !== 'blocked') attributes[attribute] = value
    },
  }
}

function datedPlainly(format: PlainFormat, ms: number, rest: number, random: Random): Written {
  switch (format) {
    case 'rfc3339':
      return { value: { S: rfc3339(ms, rest, random) }, time: ms + rest }
    case 'epochSeconds': {
      const digits = `${String(ms % 1_000).padStart(3, '0')}${rest ? '25' : ''}`.replace(/0+$/, '')
      const text = `${Math.floor(ms / 1_000)}${digits && `.${digits}`}`
      return { value: random.chance(0.8) ? { N: text } : { S: text }, time: ms + rest }
    }
    case 'epochMilliseconds': {
      const text = `${ms}${rest ? '.25' : ''}`
      return { value: random.chance(0.8) ? { N: text } : { S: text }, time: ms + rest }
    }
    default:
      return format satisfies never
  }
}

function undatedPlainly(format: PlainFormat, random: Random): Written {
  const epoch = format !== 'rfc3339'
  return random.pick<Written>([
    { value: undefined, time: 'Missing' },
    { value: { BOOL: false }, time: 'Type' },
    { value: { S: 'yesterday' }, time: 'Unreadable' },
    { value: { S: '2024-02-30T00:00:00Z' }, time: 'Unreadable' },
    { value: { S: '2024-01-01 00:00:00' }, time: 'Unreadable' },
    epoch ? { value: { N: '0' }, time: 'Implausible' } : { value: { N: '1' }, time: 'Type' },
    epoch
      ? { value: { N: format === 'epochSeconds' ? '1700000000000' : '1700000000' }, time: 'Implausible' }
      : { value: { S: '0001-01-01T00:00:00Z' }, time: 'Implausible' },
  ])
}

function rfc3339(ms: number, rest: number, random: Random): string {
  const zoneMinutes = random.pick([0, 0, 60, -330, 845])
  const local = new Date(ms + zoneMinutes * 60_000).toISOString()
  const fraction = `${local.slice(20, 23)}${rest ? '25' : ''}`.replace(/0+$/, '')
  const hours = String(Math.floor(Math.abs(zoneMinutes) / 60)).padStart(2, '0')
  const minutes = String(Math.abs(zoneMinutes) % 60).padStart(2, '0')
  const zone = zoneMinutes === 0 ? 'Z' : `${zoneMinutes < 0 ? '-' : '+'}${hours}:${minutes}`
  return `${local.slice(0, 19)}${fraction && `.${fraction}`}${zone}`
}
