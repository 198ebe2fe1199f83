import { describe, expect, test } from '@jest/globals'
import { WRITE_UNIT } from '../../../functions/scavenge/cost/prices.ts'
import { Allowance } from '../../../functions/scavenge/guard/allowance.ts'
import type { Limits } from '../../../functions/scavenge/guard/guards.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'

function scene(limits: Limits, deleted = 0) {
  const consumed = { readUnits: 0, writeUnits: 0 }
  let trips = 0
  const onTrip = () => {
    trips++
  }
  const allowance = new Allowance({ limits, deleted, consumed: () => consumed, onTrip })
  return { allowance, consumed, trips: () => trips }
}

const share = (deletes: number) => ({ deletes, units: deletes })

describe('what the guards still allow', () => {
  test('is everything without a limit', async () => {
    const { allowance } = scene({})
    expect(await allowance.takeOf(share(25), NEVER)).toEqual(share(25))
    expect([allowance.deletesNow, allowance.tripIfSpent()]).toEqual([Number.POSITIVE_INFINITY, false])
  })

  test('is the tightest limit of deletes, less those of earlier passes and those in flight', async () => {
    const { allowance } = scene({ surge: 500, maxDeletes: 100, maxShare: 200 }, 60)
    expect(await allowance.takeOf(share(25), NEVER)).toEqual(share(25))
    expect(await allowance.takeOf(share(25), NEVER)).toEqual(share(15))
  })

  test('comes back with the answers: an item that was spared leaves room for another', async () => {
    const { allowance, trips } = scene({ maxDeletes: 10 })
    allowance.take(share(10))
    const waiting = allowance.takeOf(share(5), NEVER)
    allowance.giveBack(share(10), 7)
    expect([await waiting, trips()]).toEqual([share(3), 0])
  })

  test('goes to one of those who wait at the same moment, not to each of them', async () => {
    const { allowance } = scene({ maxDeletes: 10 })
    const atOnce = [allowance.takeOf(share(8), NEVER), allowance.takeOf(share(8), NEVER)]
    expect(await Promise.all(atOnce)).toEqual([share(8), share(2)])
    const waiting = [allowance.takeOf(share(8), NEVER), allowance.takeOf(share(8), NEVER)]
    allowance.giveBack(share(8), 7)
    expect(await waiting[0]).toEqual(share(1))
    expect(allowance.deletesNow).toBe(0)
  })

  test('is nothing once a limit is reached: then a guard trips, once', async () => {
    const { allowance, trips } = scene({ maxDeletes: 10 })
    allowance.take(share(10))
    const waiting = [allowance.takeOf(share(5), NEVER), allowance.takeOf(share(5), NEVER)]
    allowance.giveBack(share(10), 10)
    expect(await Promise.all(waiting)).toEqual([undefined, undefined])
    expect([allowance.trip, trips()]).toEqual([{ guard: 'maxDeletes', limit: 10, found: 10 }, 1])
    expect(allowance.tripIfSpent()).toBe(true)
  })

  test('does not trip where exactly the limit was deleted and nothing is left', () => {
    const { allowance, trips } = scene({ maxDeletes: 10 })
    allowance.take(share(10))
    allowance.giveBack(share(10), 10)
    expect([allowance.trip, allowance.tripIfSpent(), trips()]).toEqual([undefined, false, 0])
  })

  test('ends where the pass drains, without a trip', async () => {
    const { allowance, trips } = scene({ maxDeletes: 10 })
    allowance.take(share(10))
    const draining = new AbortController()
    const waiting = allowance.takeOf(share(5), draining.signal)
    draining.abort()
    expect([await waiting, trips()]).toEqual([undefined, 0])
  })

  test('counts dollars by the units consumed, and those in flight by the units expected', async () => {
    const { allowance, consumed } = scene({ maxDollars: 100 * WRITE_UNIT })
    consumed.writeUnits = 50
    expect(allowance.deletesNow).toBe(Number.POSITIVE_INFINITY)
    allowance.take({ deletes: 10, units: 50 })
    expect([allowance.deletesNow, allowance.tripIfSpent()]).toEqual([0, false])
    consumed.writeUnits = 80
    allowance.giveBack({ deletes: 10, units: 50 }, 10)
    expect(allowance.deletesNow).toBe(Number.POSITIVE_INFINITY)
  })

  test('is no further page where reading alone has spent the dollars', () => {
    const { allowance, consumed, trips } = scene({ maxDollars: 0.001 })
    consumed.readUnits = 8_000
    expect([allowance.tripIfSpent(), trips()]).toEqual([true, 1])
    expect(allowance.trip).toMatchObject({ guard: 'maxDollars', limit: 0.001, found: 0.001 })
  })
})
