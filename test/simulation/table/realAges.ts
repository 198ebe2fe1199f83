import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Random } from '../world/random.ts'
import type { AgeShape, Written } from './ageShape.ts'

/** Ages of tables that are not the seed's: in maps, in one of several attributes, in other formats. */

const DAY_MS = 86_400_000
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

type Format = 'iso8601' | 'epoch' | 'ulid'

interface Place {
  readonly fields: object
  /** Whether its path leads through a map, which may be something else. */
  readonly hasMap: boolean
  put: AgeShape['put']
}

/** Values that no path leads through. */
const BLOCKING: readonly AttributeValue[] = [{ S: '{"at":1700000000}' }, { NULL: true }, { L: [{ N: '1700000000' }] }]

const PLACES: readonly Place[] = [
  {
    fields: { attribute: 'At' },
    hasMap: false,
    put(attributes, value) {
      if (value !== undefined && value !== 'blocked') attributes.At = value
    },
  },
  {
    fields: { attribute: ['times', 'at'] },
    hasMap: true,
    put(attributes, value, random) {
      attributes.times =
        value === 'blocked'
          ? random.pick(BLOCKING)
          : { M: { ...(value && { at: value }), by: { N: String(random.whole(0, 2)) } } }
    },
  },
  {
    // The first that is there counts, whatever the other holds.
    fields: { attributes: ['ClosedAt', ['times', 'at']] },
    hasMap: true,
    put(attributes, value, random) {
      if (value === undefined) return
      const other: AttributeValue = { S: '2001-09-10T00:00:00Z' }
      if (value === 'blocked') attributes.times = random.pick(BLOCKING)
      else if (random.chance(0.5)) {
        attributes.ClosedAt = value
        if (random.chance(0.5)) attributes.times = { M: { at: other } }
      } else attributes.times = { M: { at: value, other } }
    },
  },
  {
    // A path that is blocked counts as one that is there.
    fields: { attributes: [['times', 'at'], 'ClosedAt'] },
    hasMap: true,
    put(attributes, value, random) {
      if (value === undefined) return
      const isFirst = random.chance(0.5)
      if (value === 'blocked') {
        attributes.times = random.pick(BLOCKING)
        if (isFirst) attributes.ClosedAt = { S: '2001-09-10' }
      } else if (isFirst) attributes.times = { M: { at: value } }
      else {
        attributes.ClosedAt = value
        if (random.chance(0.5)) attributes.times = { M: {} }
      }
    },
  },
]

/** One of these places and formats. */
export function realAge(random: Random): AgeShape {
  const format = random.pick<Format>(['iso8601', 'epoch', 'ulid'])
  const place = random.pick(PLACES)
  return {
    fields: { ...place.fields, format, ...(format === 'iso8601' && { zone: 'UTC' }) },
    dated: (ms, rest, drawn) => dated(format, ms, rest, drawn),
    undated: (drawn) =>
      place.hasMap && drawn.chance(0.2) ? { value: 'blocked', time: 'Type' } : undated(format, drawn),
    put: place.put,
  }
}

function dated(format: Format, ms: number, rest: number, random: Random): Written {
  switch (format) {
    case 'iso8601':
      return iso8601(ms, rest, random)
    case 'epoch':
      return epoch(ms, rest, random)
    case 'ulid': {
      let text = ''
      for (let left = ms; text.length < 10; left = Math.floor(left / 32)) text = `${CROCKFORD[left % 32]}${text}`
      while (text.length < 26) text += random.pick([...CROCKFORD])
      return { value: { S: random.chance(0.5) ? text : text.toLowerCase() }, time: ms }
    }
    default:
      return format satisfies never
  }
}

/** As PynamoDB, Python, a date alone and a compact text write it; a date counts as its end. */
function iso8601(ms: number, rest: number, random: Random): Written {
  const text = new Date(ms).toISOString().slice(0, 23) + (rest ? '25' : '')
  const exact = (S: string): Written => ({ value: { S }, time: ms + rest })
  return random.pick<() => Written>([
    () => exact(`${text}+0000`),
    () => exact(text.replace('T', ' ')),
    () => exact(`${new Date(ms + 7_200_000).toISOString().slice(0, 23)}${rest ? '25' : ''}+02`),
    () => ({ value: { S: text.slice(0, 10) }, time: (Math.floor(ms / DAY_MS) + 1) * DAY_MS }),
    () => ({ value: { N: text.slice(0, 19).replaceAll(/\D/g, '') }, time: Math.floor(ms / 1_000) * 1_000 }),
  ])()
}

function epoch(ms: number, rest: number, random: Random): Written {
  const fraction = rest ? '25' : ''
  const text = random.pick([
    `${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, '0')}${fraction}`,
    `${ms}${rest ? '.25' : ''}`,
    `${ms}${rest ? '250' : '000'}`,
    `${ms}${rest ? '250000' : '000000'}`,
  ])
  return { value: random.chance(0.8) ? { N: text } : { S: text }, time: ms + rest }
}

function undated(format: Format, random: Random): Written {
  const common: readonly Written[] = [
    { value: undefined, time: 'Missing' },
    { value: { BOOL: false }, time: 'Type' },
    { value: { S: 'yesterday' }, time: 'Unreadable' },
  ]
  const own: Readonly<Record<Format, readonly Written[]>> = {
    iso8601: [
      { value: { S: '2024-02-30' }, time: 'Unreadable' },
      { value: { S: '0001-01-01T00:00' }, time: 'Implausible' },
      { value: { N: '1700000000' }, time: 'Unreadable' },
    ],
    epoch: [
      { value: { N: '19724' }, time: 'Implausible' },
      { value: { N: '0' }, time: 'Implausible' },
      { value: { S: '2024-01-01T00:00:00Z' }, time: 'Unreadable' },
    ],
    ulid: [
      { value: { N: '1700000000' }, time: 'Type' },
      { value: { S: '00000000000000000000000000' }, time: 'Implausible' },
      { value: { S: '01HK3R6ZFEILOU000000000000' }, time: 'Unreadable' },
    ],
  }
  return random.pick([...common, ...own[format]])
}
