import { getEventListeners } from 'node:events'
import { describe, expect, test } from '@jest/globals'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'

describe('semaphore', () => {
  test('never lets in more than its permits, and lets in those who wait in the order in which they came', async () => {
    const semaphore = new Semaphore(2)
    const order: number[] = []
    let inside = 0
    const enter = async (number: number) => {
      await semaphore.acquire(NEVER)
      inside++
      expect(inside).toBeLessThanOrEqual(2)
      order.push(number)
      await Promise.resolve()
      inside--
      semaphore.release()
    }
    await Promise.all([0, 1, 2, 3, 4, 5].map(enter))
    expect(order).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('who is aborted while waiting gets no permit and takes none from the others', async () => {
    const semaphore = new Semaphore(1)
    expect(await semaphore.acquire(NEVER)).toBe(true)
    const controller = new AbortController()
    const aborted = semaphore.acquire(controller.signal)
    const next = semaphore.acquire(NEVER)
    controller.abort()
    expect(await aborted).toBe(false)
    semaphore.release()
    expect(await next).toBe(true)
  })

  test('an aborted signal gets none even when one is free', async () => {
    expect(await new Semaphore(1).acquire(AbortSignal.abort())).toBe(false)
  })

  test('leaves no listener at the signal of who got a permit', async () => {
    const semaphore = new Semaphore(1)
    const { signal } = new AbortController()
    await semaphore.acquire(signal)
    const waiting = semaphore.acquire(signal)
    semaphore.release()
    await waiting
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('who is aborted among others leaves their order as it is', async () => {
    const semaphore = new Semaphore(1)
    await semaphore.acquire(NEVER)
    const controller = new AbortController()
    const got: string[] = []
    void semaphore.acquire(NEVER).then(() => got.push('first'))
    const aborted = semaphore.acquire(controller.signal)
    void semaphore.acquire(NEVER).then(() => got.push('second'))
    controller.abort()
    expect(await aborted).toBe(false)
    semaphore.release()
    semaphore.release()
    await new Promise((resolve) => setImmediate(resolve))
    expect(got).toEqual(['first', 'second'])
  })

  test('a permit that is given back twice is an error, not one permit more', async () => {
    const semaphore = new Semaphore(1)
    await semaphore.acquire(NEVER)
    semaphore.release()
    expect(() => semaphore.release()).toThrow('semaphore: expected one of 1 permits to be out')
  })
})
