import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Random } from '../world/random.ts'
import { type AgeFormat, ODD } from './rule.ts'

/** An item's attributes with what the simulation knows of its age because it wrote it. */
export interface Content {
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** Milliseconds since 1970, fractions included; the reason where the age can't be used. */
  readonly time: number | 'Missing' | 'Type' | 'Unreadable' | 'Implausible'
}

/** Whether an item's age is known and at or before the cutoff. */
export function isOld({ time }: Content, cutoffMs: number): boolean {
  return typeof time === 'number' && time <= cutoffMs
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
