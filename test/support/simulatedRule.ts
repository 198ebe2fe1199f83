import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { parseRule, type Rule } from '../../functions/scavenge/rule.ts'
import type { KeyAttribute } from '../../functions/scavenge/table.ts'
import type { Random } from './simulatedRandom.ts'

/** An item's attributes with what the simulation knows of its age because it wrote it. */
export interface Content {
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** Milliseconds since 1970, fractions included; the reason where the age can't be used. */
  readonly time: number | 'Missing' | 'Type' | 'Unreadable' | 'Implausible'
}

/** A filter in DynamoDB's words, and the same as a function: the engine never evaluates one. */
interface Filter {
  readonly expression: string
  readonly names: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, string | number | boolean | null>>
  readonly matches: (item: Readonly<Record<string, AttributeValue>>) => boolean
}

export interface SimulatedRule {
  readonly parsed: Rule
  readonly olderThanMs: number
  readonly matches: Filter['matches']
}

export type AgeFormat = 'rfc3339' | 'epochSeconds' | 'epochMilliseconds'

const ODD = 'odd "name". ☂ select'
const AGE_NAMES = ['StartExecutionTime', 'the "time"']

const FILTERS: readonly Filter[] = [
  {
    expression: '#completed = :number OR #completed = :string',
    names: { '#completed': 'Completed' },
    values: { ':number': 1, ':string': '1' },
    matches: ({ Completed }) => Completed?.N === '1' || Completed?.S === '1',
  },
  {
    expression: 'begins_with(#status, :prefix) AND NOT (#pinned = :true)',
    names: { '#status': 'status', '#pinned': 'pinned' },
    values: { ':prefix': 'done', ':true': true },
    matches: ({ status, pinned }) => status?.S?.startsWith('done') === true && pinned?.BOOL !== true,
  },
  {
    expression: 'attribute_not_exists(#pinned) OR #pinned = :false',
    names: { '#pinned': 'pinned' },
    values: { ':false': false },
    matches: ({ pinned }) => pinned === undefined || pinned.BOOL === false,
  },
  {
    expression: '#meta.#done = :true',
    names: { '#meta': 'meta', '#done': 'done' },
    values: { ':true': true },
    matches: ({ meta }) => meta?.M?.done?.BOOL === true,
  },
  {
    expression: 'attribute_exists(#odd) OR (attribute_exists(#key) AND #completed = :number)',
    names: { '#odd': ODD, '#key': 'id', '#completed': 'Completed' },
    values: { ':number': 1 },
    matches: (item) => item[ODD] !== undefined || item.Completed?.N === '1',
  },
]

const OLDER_THAN = { '1m': 60_000, '90m': 5_400_000, '48h': 172_800_000, '2d': 172_800_000, '30d': 2_592_000_000 }

export function simulatedRule(
  random: Random,
  age: { readonly attribute: string; readonly format: AgeFormat },
  speed: Readonly<Record<string, number>>,
): SimulatedRule {
  const { matches, ...filter } = random.pick(FILTERS)
  const olderThan = random.pick(Object.keys(OLDER_THAN) as (keyof typeof OLDER_THAN)[])
  const data = { table: 'things', filter, age: { ...age, olderThan }, ...speed }
  return {
    parsed: parseRule(data, { file: 'rules/simulated.yml', name: 'simulated' }),
    olderThanMs: OLDER_THAN[olderThan],
    matches,
  }
}

export function ageOf(random: Random): { attribute: string; format: AgeFormat } {
  return {
    attribute: random.pick(AGE_NAMES),
    format: random.pick(['rfc3339', 'rfc3339', 'epochSeconds', 'epochMilliseconds']),
  }
}

const ABSENT = undefined
const COMPLETED: readonly (AttributeValue | undefined)[] = [
  { N: '1' },
  { N: '1' },
  { S: '1' },
  { N: '0' },
  { S: 'no' },
  { BOOL: true },
  ABSENT,
]
const STATUS = [{ S: 'done' }, { S: 'done-late' }, { S: 'running' }, { N: '5' }, ABSENT]
const PINNED = [{ BOOL: true }, { BOOL: false }, { NULL: true as const }, ABSENT, ABSENT]
const META = [
  { M: { done: { BOOL: true } } },
  { M: { done: { BOOL: true }, by: { S: 'x' } } },
  { M: {} },
  { S: 'x' },
  ABSENT,
]
const ODDS = [{ S: '☂' }, { L: [{ N: '1' }] }, ABSENT]

/** Draws what an item holds beside its key, with ages crowded around the cutoffs that matter. */
export class Contents {
  readonly #random: Random
  readonly #age: { readonly attribute: string; readonly format: AgeFormat }
  readonly #cutoffs: readonly number[]
  readonly #undatedShare: number

  constructor(random: Random, age: { attribute: string; format: AgeFormat }, cutoffs: readonly number[]) {
    this.#random = random
    this.#age = age
    this.#cutoffs = cutoffs
    this.#undatedShare = random.pick([0, 0.05, 0.3])
  }

  draw(key: Readonly<Record<string, AttributeValue>>): Content {
    const random = this.#random
    const attributes: Record<string, AttributeValue> = { ...key }
    const put = (name: string, value: AttributeValue | undefined) => {
      if (value !== undefined) attributes[name] = value
    }
    put('Completed', random.pick(COMPLETED.map((value) => ({ value }))).value)
    put('status', random.pick(STATUS.map((value) => ({ value }))).value)
    put('pinned', random.pick(PINNED.map((value) => ({ value }))).value)
    put('meta', random.pick(META.map((value) => ({ value }))).value)
    put(ODD, random.pick(ODDS.map((value) => ({ value }))).value)
    const { value, time } = random.chance(this.#undatedShare) ? this.#undated() : this.#dated()
    put(this.#age.attribute, value)
    return { attributes, time }
  }

  #dated(): { value: AttributeValue; time: number } {
    const random = this.#random
    const offset = random.pick([0, 1, -1, -86_400_000, -1e9, -random.magnitude(1, 1e10), random.magnitude(1, 1e9)])
    const ms = Math.round(random.pick(this.#cutoffs) + offset)
    const rest = random.chance(0.1) ? 0.25 : 0
    switch (this.#age.format) {
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
        return this.#age.format satisfies never
    }
  }

  #undated(): { value: AttributeValue | undefined; time: Exclude<Content['time'], number> } {
    const { format } = this.#age
    const epoch = format !== 'rfc3339'
    return this.#random.pick([
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

/** Draws keys of one schema; some schemas crowd many items under few partition keys. */
export class Keys {
  readonly schema: readonly KeyAttribute[]
  readonly #random: Random
  readonly #partitionKeys: number
  readonly #padding: number

  constructor(random: Random) {
    const type = () => random.pick(['S', 'S', 'N', 'B'] as const)
    const range = random.chance(0.5) ? [{ name: random.pick(['when', '"sort"']), type: type() }] : []
    this.schema = [{ name: 'id', type: type() }, ...range]
    this.#random = random
    this.#partitionKeys = range.length > 0 ? random.pick([1, 5, 50, 1_000_000]) : 1_000_000
    this.#padding = random.chance(0.03) ? 900 : 0
  }

  draw(): Readonly<Record<string, AttributeValue>> {
    const key: Record<string, AttributeValue> = {}
    this.schema.forEach(({ name, type }, index) => {
      const number = this.#random.whole(0, index === 0 ? this.#partitionKeys : 1_000_000)
      key[name] = keyValue(type, number, this.#padding)
    })
    return key
  }
}

function keyValue(type: KeyAttribute['type'], number: number, padding: number): AttributeValue {
  switch (type) {
    case 'S':
      return { S: `k☂${number}${'-'.repeat(padding)}` }
    case 'N':
      return { N: String(number % 3 === 0 ? -number : number) }
    case 'B':
      return { B: Buffer.alloc(4 + padding, 7).fill(uint32(number), 0, 4) }
    default:
      return type satisfies never
  }
}

function uint32(number: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
