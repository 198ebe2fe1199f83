import * as z from 'zod/mini'
import { InvalidInput } from '../errors.ts'
import { boolean, fields, found, kind, numberBetween, refusals, text, wholeNumber } from '../rule/fields.ts'
import { formatOlderThan, parseOlderThan } from '../rule/olderThan.ts'
import { parseRfc3339 } from '../rule/rfc3339.ts'
import type { Rule } from '../rule/rule.ts'
import { olderThan, speed } from '../rule/ruleFields.ts'

/** When an execution hands over to a successor; Step Functions itself ends one at 25,000 events or after a year. */
interface HistoryLimits {
  readonly historyEvents: number
  readonly ageDays: number
}

/** What a pass is asked to do: the execution's input laid over the rule, and its place in the execution. */
export interface PassInput {
  readonly executionId: string
  /** When the execution started: milliseconds since 1970. */
  readonly startMs: number
  /** How often this pass was tried before. */
  readonly retryCount: number
  /** How often the execution was redriven: ever, and since a pass of it answered. */
  readonly redrives: number
  readonly redrivesSince: number
  /** Events in the execution's history, as the pass before estimated them. */
  readonly historyEvents: number
  readonly limits: HistoryLimits | undefined
  /** Whether this is no pass yet: only the input is looked at. */
  readonly begins: boolean
  /** Whether no pass of this execution has answered: the token, if there is one, is another execution's. */
  readonly first: boolean
  readonly continuationToken: string | undefined
  readonly dryRun: boolean
  /** Whether the input names the field; one that contradicts a token is refused only if it was given. */
  readonly dryRunGiven: boolean
  readonly olderThanMs: number
  readonly olderThanGiven: boolean
  readonly totalSegments: number
  readonly totalSegmentsGiven: boolean
  readonly readers: number
  readonly deleters: number
  readonly maxWriteUnitsPerSecond: number | undefined
  readonly maxReadUnitsPerSecond: number | undefined
  readonly burstSeconds: number | undefined
  /** Run although another execution of the rule runs. */
  readonly force: boolean
}

const TOKEN_EXPECTED = 'a string or null'

const executionInput = fields({
  dryRun: z.optional(boolean()),
  olderThan: z.optional(olderThan),
  ...speed,
  force: z.optional(boolean()),
  continuationToken: z.optional(z.nullable(z.string(TOKEN_EXPECTED))),
})

const anyCount = wholeNumber(0, Number.MAX_SAFE_INTEGER)

const event = z.object(
  {
    input: z.optional(z.unknown()),
    pass: z.object(
      {
        status: z.enum(['begin', 'start', 'continue'], '"begin", "start" or "continue"'),
        continuationToken: z.optional(z.unknown()),
        historyEvents: z.optional(anyCount),
        redrives: z.optional(anyCount),
      },
      'a map of status and continuationToken',
    ),
    execution: z.object(
      {
        id: text("the execution's id"),
        startTime: z.string('an RFC 3339 time'),
        redriveCount: z.optional(z.nullable(anyCount)),
      },
      'a map of id and startTime',
    ),
    retryCount: anyCount,
    limits: z.optional(
      z.object({ historyEvents: anyCount, ageDays: numberBetween(0, 366) }, 'a map of historyEvents and ageDays'),
    ),
  },
  'the event that the state machine sends',
)

/**
 * The input of Begin or of a pass: `{ input, pass, execution, retryCount, limits }` as the state machine sends it; `pass`
 * is what the pass before answered. Throws `InvalidInput` with the field, what was expected and what was there.
 */
export function parseEvent(data: unknown, rule: Rule): PassInput {
  const envelope = event.safeParse(data, { reportInput: true })
  if (!envelope.success) throw byHand(refusals('event', 'the whole', envelope.error))
  const { input, pass, execution, retryCount, limits } = envelope.data
  const start = parseRfc3339(execution.startTime)
  if (!start) throw byHand(`event: execution.startTime: expected an RFC 3339 time, found ${found(execution.startTime)}`)
  const first = pass.status !== 'continue'
  const token = carriedToken(pass.continuationToken, first)
  const given = parseInput(input)
  const redrives = execution.redriveCount ?? 0

  return {
    executionId: execution.id,
    startMs: start.ms,
    retryCount,
    redrives,
    redrivesSince: Math.max(0, redrives - (pass.redrives ?? 0)),
    historyEvents: pass.historyEvents ?? 0,
    limits,
    begins: pass.status === 'begin',
    first,
    continuationToken: token ?? given.continuationToken ?? undefined,
    dryRun: given.dryRun ?? false,
    dryRunGiven: given.dryRun !== undefined,
    olderThanMs: effectiveOlderThanMs(given.olderThan, rule),
    olderThanGiven: given.olderThan !== undefined,
    totalSegments: given.totalSegments ?? rule.totalSegments,
    totalSegmentsGiven: given.totalSegments !== undefined,
    readers: given.readers ?? rule.readers,
    deleters: given.deleters ?? rule.deleters,
    maxWriteUnitsPerSecond: given.maxWriteUnitsPerSecond ?? rule.maxWriteUnitsPerSecond,
    maxReadUnitsPerSecond: given.maxReadUnitsPerSecond ?? rule.maxReadUnitsPerSecond,
    burstSeconds: rule.burstSeconds,
    force: given.force ?? false,
  }
}

/** A first pass's token is what a person typed, moved there by the state machine; a later one's is ours. */
function carriedToken(token: unknown, first: boolean): string | null {
  if (typeof token === 'string' || (first && token === null)) return token
  const was = kind(token)
  if (first && token !== undefined)
    throw new InvalidInput(`execution input: continuationToken: expected ${TOKEN_EXPECTED}, found ${was}`)
  throw byHand(`event: pass.continuationToken: expected ${first ? TOKEN_EXPECTED : 'a string'}, found ${was}`)
}

function parseInput(input: unknown) {
  const parsed = executionInput.safeParse(input, { reportInput: true })
  if (!parsed.success) throw new InvalidInput(refusals('execution input', 'the whole', parsed.error))
  return parsed.data
}

/** The input may make a rule more careful, never less: an age can only grow. */
function effectiveOlderThanMs(given: string | undefined, rule: Rule): number {
  const leastMs = rule.age.olderThanMs
  const ms = given === undefined ? leastMs : parseOlderThan(given)
  if (ms === undefined || ms < leastMs)
    throw new InvalidInput(
      `execution input: olderThan: expected at least the rule's ${formatOlderThan(leastMs)}, found "${given}"`,
    )
  return ms
}

function byHand(refusal: string): InvalidInput {
  return new InvalidInput(`the function is invoked by the state machine, never by hand: ${refusal}`)
}
