import { getEventListeners } from 'node:events'
import { describe, expect, test } from '@jest/globals'
import { Wakeup } from '../../../functions/scavenge/waiting/wakeup.ts'

const rest = () => new Promise((resolve) => setImmediate(resolve))

describe('wakeup', () => {
  test('wakes all who wait now, and none who begin to wait as they are woken', async () => {
    const wakeup = new Wakeup()
    const signal = new AbortController().signal
    const woken: string[] = []
    const wait = (name: string) => wakeup.wait(signal).then(() => woken.push(name))
    void wait('one').then(() => wait('again'))
    void wait('two')
    await rest()
    expect(woken).toEqual([])
    wakeup.wake()
    await rest()
    expect(woken).toEqual(['one', 'two'])
    wakeup.wake()
    await rest()
    expect(woken).toEqual(['one', 'two', 'again'])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('ends a wait whose signal aborts, and one whose signal has aborted before', async () => {
    const controller = new AbortController()
    const wakeup = new Wakeup()
    const ended: string[] = []
    void wakeup.wait(controller.signal).then(() => ended.push('begun before'))
    await rest()
    expect(ended).toEqual([])
    controller.abort()
    void wakeup.wait(controller.signal).then(() => ended.push('begun after'))
    await rest()
    expect(ended).toEqual(['begun before', 'begun after'])
  })
})
