import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Random } from '../world/random.ts'
import type { AgeShape, Written } from './ageShape.ts'
import { drawKeeping, type Keeping } from './periods.ts'
import { ODD } from './rule.ts'

/** An item's attributes with what the simulation knows of its age because it wrote it. */
export interface Content {
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly time: Written['time']
  /** Undefined where the run's items hold no periods of their own. */
  readonly keeping?: Keeping | undefined
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
  readonly #age: AgeShape
  readonly #cutoffs: readonly number[]
  readonly #keeps: boolean
  readonly #undatedShare: number

  /** `keeps`: whether items hold periods of their own. */
  constructor(
    random: Random,
    { age, cutoffs, keeps }: { readonly age: AgeShape; readonly cutoffs: readonly number[]; readonly keeps: boolean },
  ) {
    this.#random = random
    this.#age = age
    this.#cutoffs = cutoffs
    this.#keeps = keeps
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
    const { value, time } = random.chance(this.#undatedShare) ? this.#age.undated(random) : this.#dated()
    this.#age.put(attributes, value, random)
    if (!this.#keeps) return { attributes, time }
    const { keeping, attributes: kept } = drawKeeping(random)
    return { attributes: { ...attributes, ...kept }, time, keeping }
  }

  #dated(): Written {
    const random = this.#random
    const offset = random.pick([0, 1, -1, -86_400_000, -1e9, -random.magnitude(1, 1e10), random.magnitude(1, 1e9)])
    const ms = Math.round(random.pick(this.#cutoffs) + offset)
    const rest = random.chance(0.1) ? 0.25 : 0
    return this.#age.dated(ms, rest, random)
  }
}
