import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { realClock } from '../../../functions/scavenge/waiting/clock.ts'

describe('the real clock', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  test('sleeps as long as it is told, and leaves no listener', async () => {
    const { signal } = new AbortController()
    const startMs = realClock.monotonicMs()
    let awake = false
    const slept = realClock.sleep(1_000, signal).then(() => {
      awake = true
    })
    await jest.advanceTimersByTimeAsync(999)
    expect(awake).toBe(false)
    await jest.advanceTimersByTimeAsync(1)
    await slept
    expect(realClock.monotonicMs() - startMs).toBe(1_000)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('sleeps without a signal too', async () => {
    let awake = false
    void realClock.sleep(1_000).then(() => {
      awake = true
    })
    await jest.advanceTimersByTimeAsync(999)
    expect(awake).toBe(false)
    await jest.advanceTimersByTimeAsync(1)
    expect(awake).toBe(true)
  })

  test('wakes at an abort, or does not fall asleep, and leaves no timer', async () => {
    const controller = new AbortController()
    const slept = realClock.sleep(1_000, controller.signal)
    expect(jest.getTimerCount()).toBe(1)
    controller.abort()
    await slept
    await realClock.sleep(1_000, controller.signal)
    expect(jest.getTimerCount()).toBe(0)
  })
})
