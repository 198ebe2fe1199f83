import { describe, expect, test } from '@jest/globals'
import { historyAfter } from '../../../functions/scavenge/execution/history.ts'
import { MOST_RETRIES } from '../../../functions/scavenge/execution/retries.ts'

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:scavenge:'
const START_MS = Date.parse('2026-01-01T00:00:00Z')
const DAY_MS = 86_400_000
const LIMITS = { historyEvents: 20_000, ageDays: 330 }

const place = (execution: object = {}, invocation: object = {}) => ({
  execution: { id: `${ARN}one`, startMs: START_MS, redrives: 0, historyEvents: 100, limits: LIMITS, ...execution },
  invocation: { retryCount: 0, redrivesSince: 0, ...invocation },
})

describe('the estimate of a history', () => {
  test('grows by nine events a round, three a repeated try, and for a redrive by all that the retriers allow', () => {
    const eventsAfter = (invocation: object) =>
      historyAfter(place({ redrives: 3 }, invocation), 'continue', START_MS).historyEvents
    expect(eventsAfter({})).toBe(109)
    expect(eventsAfter({ retryCount: 2 })).toBe(115)
    expect(eventsAfter({ redrivesSince: 1 })).toBe(109 + 1 + 3 * (1 + MOST_RETRIES))
  })

  test('leaves room for what it cannot know, even if every round were repeated as often as it may be', () => {
    const last = place({ historyEvents: LIMITS.historyEvents - 1 }, { retryCount: MOST_RETRIES })
    expect(historyAfter(last, 'continue', START_MS).historyEvents).toBeLessThan(25_000)
  })
})

describe('a successor', () => {
  const successor = (change: object, nowMs = START_MS, status: 'continue' | 'complete' = 'continue') =>
    historyAfter(place(change), status, nowMs).successor

  test('is named once the history is long or the execution old, and not before', () => {
    expect(successor({ historyEvents: 19_990 })).toBeUndefined()
    expect(successor({ historyEvents: 19_991 })).toBe('one-2')
    expect(successor({}, START_MS + 330 * DAY_MS - 1)).toBeUndefined()
    expect(successor({}, START_MS + 330 * DAY_MS)).toBe('one-2')
  })

  test('is not named where all is done, where there are no limits, or where no successor could be started', () => {
    const longMs = START_MS + 400 * DAY_MS
    expect(successor({}, longMs, 'complete')).toBeUndefined()
    expect(successor({ limits: undefined }, longMs)).toBeUndefined()
    expect(successor({ id: 'arn:aws:states:local:000000000000:execution:workers:one' }, longMs)).toBeUndefined()
  })

  test('has a name that Step Functions takes, the same at each try, and another for each execution', () => {
    const nameFor = (name: string) => successor({ id: ARN + name, historyEvents: 20_000 }) ?? ''
    expect(nameFor('n'.repeat(78))).toBe(`${'n'.repeat(78)}-2`)
    const long = ['a', 'b'].map((end) => nameFor('n'.repeat(79) + end))
    expect(long[0]).toBe(nameFor(`${'n'.repeat(79)}a`))
    expect(new Set(long).size).toBe(2)
    for (const name of [...long, nameFor(long[0] ?? '')]) expect(name).toMatch(/^n{60,}[-\w]*-2$/)
    for (const name of long) expect(name).toHaveLength(80)
  })
})
