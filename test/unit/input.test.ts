import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { InvalidInput, ScavengeError } from '../../functions/scavenge/errors.ts'
import { parseEvent } from '../../functions/scavenge/input.ts'
import { parseRule } from '../../functions/scavenge/rule.ts'

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

function refusal(data: unknown): string {
  try {
    parseEvent(data, rule)
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInput)
    return String(error)
  }
  throw new Error('the event was accepted')
}

test('an empty input runs the rule as deployed', () => {
  expect(parseEvent(event({}), rule)).toEqual({
    executionId: 'arn:aws:states:eu-central-1:123456789012:execution:workers:1',
    startMs: Date.parse(START),
    retryCount: 0,
    begins: false,
    first: true,
    continuationToken: undefined,
    dryRun: false,
    dryRunGiven: false,
    olderThanMs: 172_800_000,
    olderThanGiven: false,
    totalSegments: 40,
    totalSegmentsGiven: false,
    readers: 10,
    deleters: 10,
    maxWriteUnitsPerSecond: 5,
    maxReadUnitsPerSecond: undefined,
    burstSeconds: 30,
    force: false,
  })
})

test('each field of the input stands before the rule', () => {
  const input = {
    dryRun: true,
    olderThan: '3d',
    totalSegments: 1,
    readers: 2,
    deleters: 3,
    maxWriteUnitsPerSecond: 4.5,
    maxReadUnitsPerSecond: 6,
    force: true,
  }
  const { olderThan: _olderThan, ...same } = input
  expect(parseEvent(event(input), rule)).toMatchObject({ ...same, olderThanMs: 259_200_000 })
})

test('what was given is told from what the rule says, even where both are the same', () => {
  const input = parseEvent(event({ dryRun: false, olderThan: '2d', totalSegments: 40 }), rule)
  expect(input).toMatchObject({ dryRun: false, dryRunGiven: true, olderThanGiven: true, totalSegmentsGiven: true })
  expect(input.olderThanMs).toBe(172_800_000)
})

test('an age may grow and never shrink; the refusal says both', () => {
  expect(refusal(event({ olderThan: '47h' }))).toBe(
    `InvalidInput: execution input: olderThan: expected at least the rule's 48h, found "47h"`,
  )
})

test.each([
  [
    { table: 'others' },
    'table: unknown; allowed are dryRun, olderThan, totalSegments, readers, deleters, maxWriteUnitsPerSecond, maxReadUnitsPerSecond, force, continuationToken',
  ],
  [{ dryrun: true }, 'dryrun: unknown'],
  [JSON.parse('{"__proto__": {}}'), '__proto__: unknown'],
  [{ dryRun: 'true' }, 'dryRun: expected true or false, found "true"'],
  [{ force: 1 }, 'force: expected true or false, found 1'],
  [{ dryRun: null }, 'dryRun: expected true or false, found null'],
  [{ olderThan: 48 }, 'olderThan: expected a whole number from 1 and one of m, h, d'],
  [{ olderThan: '0h' }, 'found "0h"'],
  [{ totalSegments: 0 }, 'totalSegments: expected a whole number from 1 to 1000000, found 0'],
  [{ totalSegments: 1_000_001 }, 'found 1000001'],
  [{ readers: 41 }, 'readers: expected a whole number from 1 to 40, found 41'],
  [{ deleters: [1] }, 'deleters: expected a whole number from 1 to 500, found a list of 1'],
  [{ maxWriteUnitsPerSecond: 0 }, 'maxWriteUnitsPerSecond: expected a number from 1 to 1000000, found 0'],
  [{ burstSeconds: 30 }, 'burstSeconds: unknown'],
])('the input %j is refused', (input, expected) => {
  expect(refusal(event(input))).toContain(
    `InvalidInput: execution input: ${expected.startsWith('found') ? '' : expected}`,
  )
  expect(refusal(event(input))).toContain(expected)
})

test.each([[[]], [null], [undefined], ['{"dryRun": true}'], [5], [true]])(
  '%p in place of an input is refused',
  (input) => {
    expect(refusal(event(input))).toContain('InvalidInput: execution input: the whole: expected a map of: dryRun')
  },
)

describe('continuation token', () => {
  const withToken = (token: unknown, status = 'continue') => event({}, { pass: { status, continuationToken: token } })

  test('comes from the pass', () => {
    expect(parseEvent(withToken(TOKEN), rule)).toMatchObject({ first: false, continuationToken: TOKEN })
    expect(parseEvent(withToken(TOKEN, 'start'), rule)).toMatchObject({ first: true, continuationToken: TOKEN })
  })

  test('is not lost when the input still holds it', () => {
    expect(parseEvent(event({ continuationToken: TOKEN }), rule).continuationToken).toBe(TOKEN)
  })

  test('is null in an input whose token was moved', () => {
    expect(parseEvent(event({ continuationToken: null }), rule).continuationToken).toBeUndefined()
  })

  test.each([[424242], [['424242']], [{ '424242': 1 }], [true]])(
    '%j is refused by its kind, without its content, as the input of the person who typed it',
    (token) => {
      for (const data of [event({ continuationToken: token }), withToken(token, 'start')])
        expect(refusal(data)).toMatch(
          /^InvalidInput: execution input: continuationToken: expected a string or null, found a [^4]*$/,
        )
    },
  )

  test.each([[null], [undefined], [424242]])(
    '%j beside the status "continue" is not from the state machine',
    (token) => {
      const message = refusal(withToken(token))
      expect(message).toContain(
        'invoked by the state machine, never by hand: event: pass.continuationToken: expected a string',
      )
      expect(message).not.toContain('424242')
    },
  )

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

test.each([
  ['nothing', undefined, 'the whole'],
  ["a person's own input", { dryRun: true }, 'execution'],
  ['no execution', event({}, { execution: undefined }), 'execution'],
  ['an execution without an id', event({}, { execution: { id: '', startTime: START } }), 'execution.id'],
  ['a start in words', event({}, { execution: { id: 'x', startTime: 'now' } }), 'execution.startTime'],
  ['no retry count', event({}, { retryCount: undefined }), 'retryCount'],
  ['a retry count below zero', event({}, { retryCount: -1 }), 'retryCount'],
  ['a retry count as a string', event({}, { retryCount: '0' }), 'retryCount'],
  ['no pass', event({}, { pass: null }), 'pass'],
  ['another status', event({}, { pass: { status: 'complete', continuationToken: null } }), 'pass.status'],
  ['a pass without a token field', event({}, { pass: { status: 'start' } }), 'pass.continuationToken'],
])('an event with %s was not sent by the state machine, and the refusal says so', (_what, data, field) => {
  const message = refusal(data)
  expect(message).toContain('InvalidInput: the function is invoked by the state machine')
  expect(message).toContain(`event: ${field}: expected `)
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
