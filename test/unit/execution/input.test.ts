import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { InvalidInput, ScavengeError } from '../../../functions/scavenge/errors.ts'
import { parseEvent } from '../../../functions/scavenge/execution/input.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'

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
    redrives: 0,
    redrivesSince: 0,
    historyEvents: 0,
    limits: undefined,
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

test('a redrive is new until a pass has answered since, and an engine may not count them', () => {
  const at = (redriveCount: unknown, redrives?: number) => {
    const execution = { id: 'one', startTime: START, redriveCount }
    const pass = { status: 'start', continuationToken: null, redrives, historyEvents: 25 }
    const limits = { historyEvents: 20_000, ageDays: 330 }
    return parseEvent(event({}, { execution, pass, limits }), rule)
  }
  const known = { historyEvents: 25, limits: { historyEvents: 20_000, ageDays: 330 } }
  expect(at(2)).toMatchObject({ ...known, redrives: 2, redrivesSince: 2 })
  expect(at(2, 1)).toMatchObject({ ...known, redrives: 2, redrivesSince: 1 })
  expect(at(2, 2)).toMatchObject({ redrives: 2, redrivesSince: 0 })
  for (const none of [null, undefined]) expect(at(none)).toMatchObject({ redrives: 0, redrivesSince: 0 })
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
