import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { InvalidInput, ScavengeError } from '../../../functions/scavenge/errors.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { refusalOf } from '../../support/malformed/refusal.ts'

const rule = parseRule(
  {
    table: 'workers',
    filter: { expression: '#a = :x', names: { '#a': 'A' }, values: { ':x': 1 } },
    age: { attribute: 'T', format: 'rfc3339', olderThan: '48h' },
    maxWriteUnitsPerSecond: 5,
    burstSeconds: 30,
  },
  { file: 'rules/workers.yml', name: 'workers' },
)
const START = '2026-01-02T03:04:05.678Z'
const TOKEN = 'v1.c2VjcmV0LWtleQ'

function event(input: unknown, change: object = {}) {
  return {
    input,
    pass: { status: 'start', continuationToken: null, waitSeconds: 0 },
    execution: { id: 'arn:aws:states:eu-central-1:123456789012:execution:workers:1', startTime: START },
    retryCount: 0,
    ...change,
  }
}

const refusal = (data: unknown) => refusalOf(InvalidInput, () => parseEvent(data, rule))

test('an event is read as the execution that sends it and the invocation that it makes', () => {
  const { kind, execution, invocation, token } = parseEvent(event({}, { retryCount: 3 }), rule)
  expect(execution).toMatchObject({ id: event({}).execution.id, startMs: Date.parse(START), historyEvents: 0 })
  expect(execution.limits).toBeUndefined()
  expect(invocation).toEqual({ retryCount: 3, redrivesSince: 0 })
  expect([kind, token]).toEqual(['first', undefined])
})

test.each([
  ['begin', 'begin'],
  ['start', 'first'],
  ['continue', 'next'],
])('after the status %s comes the kind %s', (status, kind) => {
  expect(parseEvent(event({}, { pass: { status, continuationToken: TOKEN } }), rule).kind).toBe(kind)
})

test('a wait for the rule’s window before the first pass is in the history, once', () => {
  const window = { fromMinute: 0, toMinute: 1, timezone: 'UTC' }
  const events = (status: string) => {
    const pass = { status, continuationToken: TOKEN, historyEvents: 16 }
    return parseEvent(event({}, { pass }), { ...rule, window }).execution.historyEvents
  }
  expect([events('start'), events('continue')]).toEqual([18, 16])
})

test('a redrive is new until a pass has answered since, and an engine may not count them', () => {
  const at = (redriveCount: unknown, redrives?: number) => {
    const execution = { id: 'one', startTime: START, redriveCount }
    const pass = { status: 'start', continuationToken: null, redrives, historyEvents: 25 }
    const limits = { historyEvents: 20_000, ageDays: 330 }
    return parseEvent(event({}, { execution, pass, limits }), rule)
  }
  const known = { historyEvents: 25, limits: { historyEvents: 20_000, ageDays: 330 } }
  const redriven = (redrives: number, redrivesSince: number) => ({
    execution: { ...known, redrives },
    invocation: { redrivesSince },
  })
  expect(at(2)).toMatchObject(redriven(2, 2))
  expect(at(2, 1)).toMatchObject(redriven(2, 1))
  expect(at(2, 2)).toMatchObject(redriven(2, 0))
  expect(at(1, 2)).toMatchObject(redriven(1, 0))
  for (const none of [null, undefined]) expect(at(none)).toMatchObject(redriven(0, 0))
})

describe('continuation token', () => {
  const withToken = (token: unknown, status = 'continue') => event({}, { pass: { status, continuationToken: token } })

  test('comes from the pass', () => {
    expect(parseEvent(withToken(TOKEN), rule)).toMatchObject({ kind: 'next', token: TOKEN })
    expect(parseEvent(withToken(TOKEN, 'start'), rule)).toMatchObject({ kind: 'first', token: TOKEN })
  })

  test('is not lost when the input still holds it', () => {
    expect(parseEvent(event({ continuationToken: TOKEN }), rule).token).toBe(TOKEN)
  })

  test('is null in an input whose token was moved', () => {
    expect(parseEvent(event({ continuationToken: null }), rule).token).toBeUndefined()
  })

  test('no message shows it, wherever it was pasted', () => {
    const token = 'c2VjcmV0'.repeat(20)
    for (const input of [
      token,
      [token],
      { olderThan: token },
      { [token]: 1 },
      { readers: token },
      { dryRun: { token } },
    ])
      expect(refusal(event(input))).not.toContain('c2VjcmV0')
  })
})

test('no input makes it throw anything but its own error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (input) => {
      try {
        parseEvent(event(input), rule)
      } catch (error) {
        expect(error).toBeInstanceOf(ScavengeError)
      }
    }),
  )
})

test('Begin’s failed tries are in the history of the first pass, and counted no second time', () => {
  const historyAt = (status: string, beginRetryCount?: number | null) => {
    const pass = { status, continuationToken: status === 'start' ? null : 'token', historyEvents: 25 }
    return parseEvent({ ...event({}), pass, ...(beginRetryCount !== undefined && { beginRetryCount }) }, rule).execution
      .historyEvents
  }
  expect(historyAt('start', 300)).toBe(25 + 300 * 3)
  for (const none of [undefined, null]) expect(historyAt('start', none)).toBe(25) // an engine may not count them
  expect(historyAt('continue', 300)).toBe(25)
})

describe('continueFrom', () => {
  const at = (status: string, continuationToken: string | null, input: object = { continueFrom: 'one' }) =>
    event(input, { pass: { status, continuationToken } })

  test('is read at Begin, and null is none', () => {
    expect(parseEvent(at('begin', null), rule)).toMatchObject({ continueFrom: 'one', token: undefined })
    expect(parseEvent(at('begin', null, { continueFrom: null }), rule)).not.toHaveProperty('continueFrom')
  })

  test('stands beside no token at Begin, wherever the token is', () => {
    const beside = /continueFrom: expected no continuationToken beside it, found one/
    expect(refusal(at('begin', TOKEN))).toMatch(beside)
    expect(refusal(at('begin', null, { continueFrom: 'one', continuationToken: TOKEN }))).toMatch(beside)
  })

  test('stands beside no estimate, and is a text', () => {
    expect(refusal(at('begin', null, { continueFrom: 'one', estimate: true }))).toMatch(
      /estimate: .*found continueFrom/,
    )
    expect(refusal(at('begin', null, { continueFrom: 7 }))).toMatch(
      /continueFrom: expected an execution's name or ARN, or null, found 7/,
    )
  })

  test('lets a pass begin with the token that was found, and never without', () => {
    expect(parseEvent(at('start', TOKEN), rule)).toMatchObject({ token: TOKEN })
    expect(refusal(at('start', null))).toMatch(/expected a state machine that moves the token, found none/)
  })
})
