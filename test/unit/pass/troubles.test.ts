import { expect, test } from '@jest/globals'
import { Failures, Troubles } from '../../../functions/scavenge/pass/troubles.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

/** Lets so much virtual time pass. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  const untilMs = clock.monotonicMs() + ms
  let over = false
  clock.after(ms, () => {
    over = true
  })
  await clock.run(() => over, untilMs)
}

test('troubles are counted by code, a throttle under its reasons too', () => {
  const troubles = new Troubles(new ManualClock(() => 0))
  troubles.note('Odd')
  troubles.noteRequest(new RequestFailed('ECONNRESET'))
  troubles.noteRequest(new Throttled(['One', 'Two']))
  troubles.noteRequest(new Throttled([]))
  expect(troubles.byCode).toEqual({ Odd: 1, ECONNRESET: 1, Throttled: 2, One: 1, Two: 1 })
})

test('what requests fail with now is told by code, how often and for how long, until it is over for 30 s', async () => {
  const clock = new ManualClock(() => 0)
  const told: unknown[] = []
  const troubles: Troubles = new Troubles(clock, () => told.push(troubles.failing))
  const wait = (ms: number) => pass(clock, ms)
  expect(troubles.failing).toEqual([])
  troubles.note('InternalServerError')
  await wait(20_000)
  troubles.note('InternalServerError')
  troubles.note('Odd') // within a second: not told
  await wait(5_000)
  const odd = { code: 'Odd', times: 1, forMs: 5_000 }
  expect(troubles.failing).toEqual([{ code: 'InternalServerError', times: 2, forMs: 25_000 }, odd])
  await wait(25_001)
  expect(troubles.failing).toEqual([])
  troubles.note('Odd')
  expect(troubles.failing).toEqual([{ code: 'Odd', times: 1, forMs: 0 }])
  expect(told).toHaveLength(3)
})

test('a failure goes on for 30 s to the millisecond, and is told again after a second to the millisecond', async () => {
  const clock = new ManualClock(() => 0)
  let told = 0
  const troubles = new Troubles(clock, () => told++)
  troubles.note('Odd')
  await pass(clock, 999)
  troubles.note('Odd')
  expect(told).toBe(1)
  await pass(clock, 1)
  troubles.note('Odd')
  expect(told).toBe(2)
  await pass(clock, 30_000)
  expect(troubles.failing).toEqual([{ code: 'Odd', times: 3, forMs: 31_000 }])
  troubles.note('Odd')
  expect(troubles.failing).toEqual([{ code: 'Odd', times: 4, forMs: 31_000 }])
  await pass(clock, 30_001)
  expect(troubles.failing).toEqual([])
})

test('what was read of the troubles does not change with later ones', () => {
  const troubles = new Troubles(new ManualClock(() => 0))
  const before = troubles.byCode
  troubles.note('Odd')
  expect(before).toEqual({})
})

test('of several failures the first is thrown, and each ends the pass', () => {
  let ended = 0
  const failures = new Failures(() => ended++)
  expect(() => failures.throwFirst()).not.toThrow()
  const [first, second] = [new Error('first'), new Error('second')]
  failures.add(first)
  failures.add(second)
  expect(ended).toBe(2)
  expect(() => failures.throwFirst()).toThrow(first)
})

test('a failure may be any value, undefined too', () => {
  const failures = new Failures(() => undefined)
  failures.add(undefined)
  let thrown = false
  try {
    failures.throwFirst()
  } catch {
    thrown = true // what was thrown is undefined, so only that it was can be seen
  }
  expect(thrown).toBe(true)
})
