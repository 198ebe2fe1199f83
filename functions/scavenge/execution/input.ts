import * as z from 'zod/mini'
import { shortestPeriodMs } from '../age/ruleAge.ts'
import { InvalidInput } from '../errors.ts'
import type { Limits } from '../guard/guards.ts'
import { olderThan } from '../rule/ageFields.ts'
import { boolean, fields, refusals } from '../rule/fields.ts'
import { type Guards, guardFields } from '../rule/guardFields.ts'
import { formatOlderThan, parseOlderThan } from '../rule/olderThan.ts'
import { maxReaders, type Rule, type UnitsPerSecond } from '../rule/rule.ts'
import { confirmation, speed } from '../rule/ruleFields.ts'
import { guardsOf } from './inputGuards.ts'
import { checkEstimate, checkOneOrigin } from './origin.ts'
import { type Division, divisionFields, divisionOf, totalSegmentsOf } from './shards/division.ts'
import type { ReadRound } from './shards/round.ts'

/** When an execution hands over to a successor. Step Functions itself ends one at 25,000 events or after a year. */
interface HistoryLimits {
  readonly historyEvents: number
  readonly ageDays: number
}

/** The execution that an invocation belongs to. */
export interface CurrentExecution {
  readonly id: string
  /** When it started: milliseconds since 1970. */
  readonly startMs: number
  /** How often it was redriven. */
  readonly redrives: number
  /** Events in its history, as the pass before estimated them. */
  readonly historyEvents: number
  /** Absent where no history has to be kept short, as in a local run. */
  readonly limits: HistoryLimits | undefined
}

/** One invocation among those of its execution. */
interface CurrentInvocation {
  /** How often the state machine tried this pass before. */
  readonly retryCount: number
  /** How often the execution was redriven since a pass of it answered. */
  readonly redrivesSince: number
}

/** How an execution runs: its input laid over the rule. */
export interface Settings {
  readonly dryRun: boolean
  readonly olderThanMs: number
  readonly totalSegments: number
  readonly readers: number
  readonly deleters: number
  /** Undefined where neither input nor rule sets a cap: then a share of what the table takes is one. */
  readonly maxWriteUnitsPerSecond: UnitsPerSecond | undefined
  readonly maxReadUnitsPerSecond: UnitsPerSecond | undefined
  readonly burstSeconds: number | undefined
  readonly guards: Guards
  /** Run although another execution of the rule runs. */
  readonly force: boolean
  /** Only say what an execution would find: nothing is deleted, and no pass runs. */
  readonly estimate: boolean
}

/**
 * `begin`: no pass yet, only the input is judged. `first`: no pass of this execution has answered, so a token is
 * another execution's. `next`: the token is this execution's own. `gather`: a parent's shards have ended.
 */
type InvocationKind = 'begin' | 'first' | 'next' | 'gather'

interface Sharding {
  readonly shards?: number | undefined
  readonly shardsAtOnce?: number | undefined
}

/** What an invocation is asked to do. */
export interface PassInput {
  readonly kind: InvocationKind
  readonly execution: CurrentExecution
  readonly invocation: CurrentInvocation
  readonly settings: Settings
  /** What part of the work the execution does. */
  readonly division: Division
  /** What the execution's input itself says of shards. */
  readonly sharding: Sharding
  /** The settings that the execution's input names, also where they are as in the rule. */
  readonly given: ReadonlySet<keyof Settings>
  /** For the rule's filter, as they were given: `withStartValues` looks at them. */
  readonly values?: Readonly<Record<string, unknown>>
  /** The continuation token to go on from; undefined at the table's start. */
  readonly token: string | undefined
  /** The execution, by name or ARN, to go on from in place of a token; Begin finds its token. */
  readonly continueFrom?: string | undefined
  /** The confirmation code that the execution's input names. */
  readonly confirm: string | undefined
  /** The confirmation code of what Begin judged; undefined before Begin, or where a former release's Begin ran. */
  readonly judgedCode: string | undefined
  /** What Begin decided about the guards; undefined before Begin, or where a former release's Begin ran. */
  readonly judgedGuards: JudgedGuards | undefined
  /** The round of shards that has ended; of `gather` alone. */
  readonly round?: ReadRound
}

/** What Begin decided about the guards for all passes. */
interface JudgedGuards {
  readonly limits: Limits
  /** Items of the table, by the estimate. */
  readonly items?: number | undefined
}

/** What a token is expected to be in an input that a person wrote. */
export const TOKEN_EXPECTED = 'a string or null'

const executionInput = fields({
  dryRun: z.optional(boolean()),
  olderThan: z.optional(olderThan),
  ...speed,
  ...divisionFields,
  guards: z.optional(fields(guardFields)),
  values: z.optional(z.record(z.string(), z.unknown(), 'a map of :value to a text or a number')),
  force: z.optional(boolean()),
  confirm: z.optional(confirmation),
  estimate: z.optional(boolean()),
  continuationToken: z.optional(z.nullable(z.string(TOKEN_EXPECTED))),
  continueFrom: z.optional(z.nullable(z.string("an execution's name or ARN, or null"))),
})

/**
 * An execution's input as a person wrote it, laid over the rule: `{}` runs the rule as deployed. `carried`: the token
 * that the state machine keeps beside it. Throws `InvalidInput` with the field, what was expected and what was there.
 */
export function parseInput(
  input: unknown,
  rule: Rule,
  carried?: string | null,
): Pick<PassInput, 'settings' | 'division' | 'sharding' | 'given' | 'values' | 'token' | 'continueFrom' | 'confirm'> {
  const parsed = executionInput.safeParse(input, { reportInput: true })
  if (!parsed.success) throw new InvalidInput(refusals('execution input', 'the whole', parsed.error))
  const { continuationToken, continueFrom, confirm, olderThan, values, ...same } = parsed.data
  if (same.readers !== undefined && same.readers > maxReaders(rule.index)) {
    throw new InvalidInput(
      `execution input: readers: expected at most ${maxReaders(rule.index)} beside the rule's index, found ${same.readers}`,
    )
  }
  const asWritten = { ...same, olderThanMs: olderThan }
  const token = carried ?? continuationToken ?? undefined
  const division = divisionOf({ ...same, goesOn: token !== undefined }, rule)
  const readers = same.readers ?? rule.readers
  const settings: Settings = {
    dryRun: same.dryRun ?? false,
    olderThanMs: effectiveOlderThanMs(olderThan, rule),
    totalSegments: totalSegmentsOf(division, same.totalSegments, { ...rule, readers }),
    readers,
    deleters: same.deleters ?? rule.deleters,
    maxWriteUnitsPerSecond: same.maxWriteUnitsPerSecond ?? rule.maxWriteUnitsPerSecond,
    maxReadUnitsPerSecond: same.maxReadUnitsPerSecond ?? rule.maxReadUnitsPerSecond,
    burstSeconds: rule.burstSeconds,
    guards: guardsOf({ given: same.guards, confirm }, rule),
    force: same.force ?? false,
    estimate: same.estimate ?? false,
  }
  const goesOn = { token, continueFrom: continueFrom ?? undefined }
  checkEstimate(settings, goesOn)
  checkOneOrigin({ ...goesOn, token: continuationToken ?? undefined })
  const { shards, shardsAtOnce } = same
  const sharding = { shards, shardsAtOnce }
  return { settings, division, sharding, given: givenOf(asWritten), ...(values && { values }), ...goesOn, confirm }
}

function givenOf(input: Partial<Record<keyof Settings, unknown>>): ReadonlySet<keyof Settings> {
  const names = ['dryRun', 'olderThanMs', 'totalSegments', 'readers', 'deleters', 'force', 'estimate'] as const
  const caps = ['maxWriteUnitsPerSecond', 'maxReadUnitsPerSecond'] as const
  return new Set([...names, ...caps].filter((name) => input[name] !== undefined))
}

/** The input may make a rule more careful, never less: an age can only grow. */
function effectiveOlderThanMs(given: string | undefined, rule: Rule): number {
  const leastMs = shortestPeriodMs(rule.age)
  if (given !== undefined && rule.age.kind === 'none') {
    throw new InvalidInput(
      `execution input: olderThan: expected nothing, since the rule looks at no age (age: none), found "${given}"`,
    )
  }
  const ms = given === undefined ? leastMs : parseOlderThan(given)
  if (ms === undefined || ms < leastMs) {
    throw new InvalidInput(
      `execution input: olderThan: expected at least the rule's ${formatOlderThan(leastMs)}, found "${given}"`,
    )
  }
  return ms
}
