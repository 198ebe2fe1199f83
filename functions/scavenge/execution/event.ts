import * as z from 'zod/mini'
import { parseRfc3339 } from '../age/formats/rfc3339.ts'
import { InvalidInput } from '../errors.ts'
import type { Limits } from '../guard/guards.ts'
import { found, kindOf, numberBetween, refusals, textField, wholeNumber } from '../rule/fields.ts'
import type { Rule } from '../rule/rule.ts'
import { WINDOW_EVENTS } from './history.ts'
import { type PassInput, parseInput, TOKEN_EXPECTED } from './input.ts'
import { checkOneOrigin } from './origin.ts'
import { RETRY_EVENTS } from './retries.ts'
import { readRound } from './shards/round.ts'
import { eventsOfRound } from './shards/roundEvents.ts'

const anyCount = wholeNumber(0, Number.MAX_SAFE_INTEGER)

const limits = z.object(
  {
    surge: z.optional(anyCount),
    maxDeletes: z.optional(anyCount),
    maxShare: z.optional(anyCount),
    maxDollars: z.optional(numberBetween(0, Number.MAX_SAFE_INTEGER)),
  } satisfies Record<keyof Limits, unknown>,
  "the guards' limits",
)

const event = z.object(
  {
    task: z.optional(z.literal('gather')),
    input: z.optional(z.unknown()),
    pass: z.object(
      {
        status: z.enum(['begin', 'start', 'continue', 'shards'], '"begin", "start" or "continue"'),
        continuationToken: z.optional(z.unknown()),
        historyEvents: z.optional(anyCount),
        redrives: z.optional(anyCount),
      },
      'a map of status and continuationToken',
    ),
    decided: z.optional(
      z.object(
        { code: z.optional(z.string()), limits: z.optional(limits), items: z.optional(anyCount) },
        "Begin's decisions",
      ),
    ),
    round: z.optional(readRound),
    execution: z.object(
      {
        id: textField("the execution's id"),
        startTime: z.string('an RFC 3339 time'),
        redriveCount: z.optional(z.nullable(anyCount)),
      },
      'a map of id and startTime',
    ),
    retryCount: anyCount,
    beginRetryCount: z.optional(z.nullable(anyCount)),
    limits: z.optional(
      z.object({ historyEvents: anyCount, ageDays: numberBetween(0, 366) }, 'a map of historyEvents and ageDays'),
    ),
  },
  'the event that the state machine sends',
)

/** What the status of the pass before, or of Begin, makes of this invocation. */
const KINDS = { begin: 'begin', start: 'first', continue: 'next', shards: 'gather' } as const

/**
 * The input of Begin, of a pass or of gather from the event that the state machine sends, `{ input, pass, decided,
 * round, execution, retryCount, limits }`; `pass` is what the pass before answered, `decided` what Begin decided, `round`
 * the shards of a parent. Throws `InvalidInput` with the field, what was expected and what was there.
 */
export function parseEvent(data: unknown, rule: Rule): PassInput {
  const envelope = event.safeParse(data, { reportInput: true })
  if (!envelope.success) throw byHand(refusals('event', 'the whole', envelope.error))
  const { task, input, pass, decided, round, execution, retryCount, beginRetryCount, limits } = envelope.data
  const start = parseRfc3339(execution.startTime)
  if (!start) throw byHand(`event: execution.startTime: expected an RFC 3339 time, found ${found(execution.startTime)}`)
  const invocationKind = task ?? KINDS[pass.status]
  if (invocationKind === 'gather' && round === undefined) throw byHand('event: round: expected a round, found nothing')
  const carried = carriedToken(pass.continuationToken, invocationKind)
  const read = parseInput(input, rule, carried)
  const { settings, division, sharding, given, values, token, continueFrom, confirm } = read
  if (invocationKind === 'begin') checkOneOrigin({ token, continueFrom })
  else if (invocationKind !== 'gather' && continueFrom !== undefined && token === undefined) throw withoutItsToken()
  const redrives = execution.redriveCount ?? 0
  const beginRetries = pass.status === 'start' ? (beginRetryCount ?? 0) : 0
  const windowEvents = invocationKind === 'first' && rule.window !== undefined ? WINDOW_EVENTS : 0
  const shardEvents = round !== undefined && pass.status !== 'continue' ? eventsOfRound(round) : 0
  const historyEvents = (pass.historyEvents ?? 0) + windowEvents + shardEvents + RETRY_EVENTS * beginRetries
  return {
    kind: invocationKind,
    execution: { id: execution.id, startMs: start.ms, redrives, historyEvents, limits },
    invocation: { retryCount, redrivesSince: Math.max(0, redrives - (pass.redrives ?? 0)) },
    settings,
    division,
    sharding,
    given,
    ...(values && { values }),
    token,
    ...(continueFrom !== undefined && { continueFrom }),
    confirm,
    judgedCode: decided?.code,
    judgedGuards: decided?.limits && { limits: decided.limits, items: decided.items },
    ...(round && { round }),
  }
}

/** The token beside the pass. On a first pass it is what a person typed, moved there by the state machine. */
function carriedToken(token: unknown, invocationKind: PassInput['kind']): string | null {
  if (invocationKind === 'gather') return null // a parent has none: each of its shards has its own
  const typed = invocationKind !== 'next'
  if (typeof token === 'string' || (typed && token === null)) return token
  const was = kindOf(token)
  if (typed && token !== undefined) {
    throw new InvalidInput(`execution input: continuationToken: expected ${TOKEN_EXPECTED}, found ${was}`)
  }
  throw byHand(`event: pass.continuationToken: expected ${typed ? TOKEN_EXPECTED : 'a string'}, found ${was}`)
}

/** An older state machine does not move the token that Begin found. Without it the pass would start anew. */
function withoutItsToken(): InvalidInput {
  return new InvalidInput(
    'execution input: continueFrom: expected a state machine that moves the token, found none beside the pass: function ' +
      'and state machine are of different releases; deploy again',
  )
}

function byHand(refusal: string): InvalidInput {
  return new InvalidInput(`the function is invoked by the state machine, never by hand: ${refusal}`)
}
