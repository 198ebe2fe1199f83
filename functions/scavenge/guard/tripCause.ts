import type { Limiting, Trip } from './guards.ts'

/** Fraction digits of dollars. */
const DOLLAR_DIGITS = 4

/** Where and how an execution can go on once a person has looked. */
export interface GoingOn {
  /** The confirmation code of the rule and its table. */
  readonly code: string
  /** The execution's ARN; undefined where it is not deployed. */
  readonly executionArn: string | undefined
  /** What keeps the place: the execution's token unless told. A parent has none: each of its shards has one. */
  readonly keeper?: 'token' | 'shards'
}

/** The cause of an execution that a guard ended before its first pass. `found` is the estimate's `low`. */
export function tripAtBegin({ guard, limit, found }: Trip, { code }: Pick<GoingOn, 'code'>): string {
  return (
    `guard ${guard}: expected at most ${amount(guard, limit)}, found at least ${amount(guard, found)} by the estimate; ` +
    `nothing was deleted. Once a person has looked, start with the input ${looserInput(guard, code)}`
  )
}

/** The cause of an execution that a guard ended on its way. */
export function tripOnTheWay({ guard, limit, found }: Trip, goingOn: GoingOn): string {
  return (
    `guard ${guard}: expected at most ${amount(guard, limit)}, found ${amount(guard, found)} and more to do; the rest is ` +
    `left as it is, and ${wayOn(goingOn, looserInput(guard, goingOn.code))}`
  )
}

function wayOn({ executionArn, keeper = 'token' }: GoingOn, input: string): string {
  const goOn = 'keeps the place. Once a person has looked, go on from there: '
  const place = keeper === 'token' ? `the token ${goOn}` : `each shard ${goOn}`
  if (executionArn !== undefined) return `${place}npx scavenge resume ${executionArn} --input '${input}'`
  if (keeper === 'token') return `${place}start with the continuationToken and the input ${input}`
  return `a new execution finds it. Once a person has looked, start with the input ${input}` // nothing keeps local shards
}

/** Beside `confirm` the surge guard does not apply, so that it needs no looser value. */
function looserInput(guard: Limiting, code: string): string {
  return JSON.stringify({ confirm: code, ...(guard !== 'surge' && { guards: { [guard]: 'none' } }) })
}

function amount(guard: Limiting, value: number): string {
  if (guard === 'maxDollars') return `$${value.toFixed(DOLLAR_DIGITS)}`
  return `${value.toLocaleString('en-US')} deleted items`
}
