import { expect, test } from '@jest/globals'
import { Failures, Troubles } from '../../../functions/scavenge/pass/troubles.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'

test('troubles are counted by code, a throttle under its reasons too', () => {
  const troubles = new Troubles()
  troubles.note('Odd')
  troubles.noteRequest(new RequestFailed('ECONNRESET'))
  troubles.noteRequest(new Throttled(['One', 'Two']))
  troubles.noteRequest(new Throttled([]))
  expect(troubles.byCode).toEqual({ Odd: 1, ECONNRESET: 1, Throttled: 2, One: 1, Two: 1 })
})

test('what was read of the troubles does not change with later ones', () => {
  const troubles = new Troubles()
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
