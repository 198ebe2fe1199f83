import { describe, expect, test } from '@jest/globals'
import { Pace, type Rate } from '../../../functions/scavenge/pace/pace.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

/** A pace in virtual time; the backoff after a failure always takes the longest that it may. */
class Scene {
  readonly clock = new ManualClock(() => 0)
  readonly pace: Pace

  constructor(rate: Partial<Rate> = {}) {
    this.pace = new Pace(this.clock, () => 1, { perSecond: 100, tooMuch: undefined, ...rate })
  }

  /** Milliseconds that a batch is held back. */
  async held(deletes: number, signal = NEVER): Promise<number> {
    const startMs = this.clock.monotonicMs()
    let admitted = false
    void this.pace.admit(deletes, signal).then(() => {
      admitted = true
    })
    await this.clock.run(() => admitted, Number.POSITIVE_INFINITY)
    return this.clock.monotonicMs() - startMs
  }

  async pass(ms: number): Promise<void> {
    let over = false
    void this.clock.sleep(ms).then(() => {
      over = true
    })
    await this.clock.run(() => over, Number.POSITIVE_INFINITY)
  }

  /** Batches one after the other, for as long as they are held back altogether. */
  async limited(seconds: number): Promise<void> {
    const untilMs = this.clock.monotonicMs() + seconds * 1_000
    while (this.clock.monotonicMs() < untilMs - 1e-6) {
      const leftSeconds = (untilMs - this.clock.monotonicMs()) / 1_000
      await this.held(Math.min(1, leftSeconds * this.pace.rate.perSecond))
    }
  }
}

describe('pace', () => {
  test('lets the first batch go at once, and each other when those before it are due', async () => {
    const scene = new Scene({ tooMuch: 100 })
    expect(await scene.held(25)).toBe(0)
    expect(await scene.held(25)).toBeGreaterThan(240)
    expect(await scene.held(25)).toBeLessThan(290)
  })

  test('saves nothing up while it is not used', async () => {
    const scene = new Scene({ tooMuch: 100 })
    await scene.held(25)
    await scene.pass(10_000)
    expect(await scene.held(25)).toBe(0)
    expect(await scene.held(25)).toBeGreaterThan(200)
  })

  test('doubles in 150 ms at its limit, until it is throttled for the first time', async () => {
    const scene = new Scene()
    await scene.held(25)
    const grown = 100 * 2 ** ((await scene.held(25)) / 150)
    expect(grown).toBeGreaterThan(150)
    expect(scene.pace.rate).toEqual({ perSecond: expect.closeTo(grown, 6), tooMuch: undefined })
    await scene.pass(10_000)
    await scene.held(1)
    expect(scene.pace.rate.perSecond).toBeCloseTo(grown, 6)
  })

  test('gives up a tenth at a throttle, and pauses for a tenth of a second', async () => {
    const scene = new Scene({ tooMuch: 100 })
    scene.pace.throttled(5)
    expect(scene.pace.rate).toEqual({ perSecond: 90, tooMuch: 100 })
    expect(await scene.held(1)).toBeCloseTo(100, 6)
  })

  test('grows from what it has kept, however little that is', async () => {
    const scene = new Scene()
    await scene.held(25)
    await scene.held(50)
    scene.pace.throttled(5)
    const kept = scene.pace.rate.perSecond
    await scene.limited(0.5)
    expect(scene.pace.rate.perSecond).toBeGreaterThan(kept)
    expect(scene.pace.rate.perSecond).toBeLessThan(kept * 1.05)
  })

  test('gives up four tenths at the first throttle of all, where it had doubled, and comes back to little more', async () => {
    const scene = new Scene()
    await scene.held(25)
    await scene.held(50)
    const { perSecond } = scene.pace.rate
    expect(perSecond).toBeGreaterThan(200)
    scene.pace.throttled(5)
    expect(scene.pace.rate.perSecond).toBeCloseTo(perSecond * 0.6, 6)
    await scene.limited(5)
    expect(scene.pace.rate.perSecond / perSecond).toBeLessThan(0.67)
  })

  test('gives up a tenth at the first throttle, where it has not grown: the rate was chosen or learned', () => {
    const scene = new Scene()
    scene.pace.throttled(5)
    expect(scene.pace.rate.perSecond).toBe(90)
  })

  test('grows by a tenth of a second at most for a wait that ended late: a process that stood still has learned nothing', async () => {
    const scene = new Scene()
    let nowMs = 0
    const sleep = async (ms: number) => {
      nowMs += ms + 1_500
    }
    const late = { after: scene.clock.after, monotonicMs: () => nowMs, nowMs: () => nowMs, sleep }
    const pace = new Pace(late, () => 1, { perSecond: 100, tooMuch: undefined })
    await pace.admit(25, NEVER)
    await pace.admit(25, NEVER)
    expect(nowMs).toBeGreaterThan(1_500)
    expect(pace.rate.perSecond).toBeCloseTo(100 * 2 ** (100 / 150), 6)
  })

  test('counts throttles of batches that were sent together as one', async () => {
    const scene = new Scene({ tooMuch: 100 })
    for (let batch = 0; batch < 5; batch++) scene.pace.throttled(5)
    expect(scene.pace.rate.perSecond).toBe(90)
    await scene.pass(100)
    scene.pace.throttled(5)
    expect(scene.pace.rate.perSecond).toBe(81)
  })

  test('comes back to what was too much in five seconds at its limit, steep and then flat, and goes beyond it steeper', async () => {
    const scene = new Scene({ tooMuch: 200, perSecond: 200 })
    await scene.limited(1)
    const { perSecond: tooMuch } = scene.pace.rate
    scene.pace.throttled(5)
    const startMs = scene.clock.monotonicMs()
    const shares = new Map<number, number>()
    for (const seconds of [1.25, 2.5, 3.75, 5, 5.5, 6]) {
      await scene.limited(seconds - (scene.clock.monotonicMs() - startMs) / 1_000)
      shares.set(seconds, scene.pace.rate.perSecond / tooMuch)
    }
    const at = (seconds: number) => shares.get(seconds) ?? Number.NaN
    expect(at(1.25)).toBeCloseTo(0.9578, 2)
    expect(at(2.5)).toBeCloseTo(0.9875, 2)
    expect(at(3.75)).toBeCloseTo(0.9984, 2)
    expect(at(5)).toBeCloseTo(1, 3)
    expect(at(5.5)).toBeCloseTo(1.0125, 2)
    expect(at(6)).toBeCloseTo(1.1, 1)
    expect(scene.pace.rate.tooMuch).toBe(tooMuch)
  })

  test('takes longer below 100 deletes a second: twice as long at 50', async () => {
    const scene = new Scene({ tooMuch: 50, perSecond: 50 })
    await scene.limited(1)
    scene.pace.throttled(5)
    const tooMuch = scene.pace.rate.tooMuch ?? Number.NaN
    await scene.limited(5)
    expect(scene.pace.rate.perSecond / tooMuch).toBeCloseTo(0.9875, 2)
    await scene.limited(5)
    expect(scene.pace.rate.perSecond / tooMuch).toBeCloseTo(1, 2)
  })

  test('a request holds a tenth of a second’s worth of deletes, and one at least', () => {
    expect(new Scene({ perSecond: 250 }).pace.deletesAtOnce).toBe(25)
    expect(new Scene({ perSecond: 29 }).pace.deletesAtOnce).toBe(2)
    expect(new Scene({ perSecond: 0.1 }).pace.deletesAtOnce).toBe(1)
  })

  test('keeps its rate while nothing at all is taken, but for the first throttle: it goes on where it was', async () => {
    const scene = new Scene({ tooMuch: 100 })
    for (let batch = 0; batch < 20; batch++) {
      scene.pace.throttled(0)
      await scene.held(1)
    }
    const { perSecond } = scene.pace.rate
    expect(perSecond).toBeGreaterThanOrEqual(90)
    scene.pace.acknowledged()
    scene.pace.throttled(0)
    expect(scene.pace.rate.perSecond).toBeLessThan(perSecond)
  })

  test('waits longer and longer while nothing at all is taken, until something is', async () => {
    const scene = new Scene({ perSecond: 1e9 })
    const waits: number[] = []
    for (let batch = 0; batch < 4; batch++) {
      scene.pace.throttled(0)
      waits.push(Math.round(await scene.held(1)))
    }
    expect(waits).toEqual([100, 100, 200, 400])
    scene.pace.throttled(1)
    expect(Math.round(await scene.held(1))).toBe(100)
    scene.pace.throttled(0)
    expect(Math.round(await scene.held(1))).toBe(100)
  })

  test('waits after a request that failed, at the same rate, until one is acknowledged', async () => {
    const scene = new Scene({ perSecond: 1e9, tooMuch: 1e9 })
    for (const ms of [50, 100]) {
      scene.pace.failed()
      expect(await scene.held(1)).toBeCloseTo(ms, 3)
    }
    expect(scene.pace.rate).toEqual({ perSecond: 1e9, tooMuch: 1e9 })
    scene.pace.acknowledged()
    scene.pace.failed()
    expect(await scene.held(1)).toBeCloseTo(50, 3)
  })

  test('holds nobody whose signal aborts', async () => {
    const scene = new Scene()
    await scene.held(25)
    expect(await scene.held(25, AbortSignal.abort())).toBe(0)
  })

  test('gives half of its rate to a new pace and takes over another’s', () => {
    const { pace } = new Scene({ tooMuch: 120 })
    expect(pace.split().rate).toEqual({ perSecond: 50, tooMuch: 60 })
    expect(pace.rate).toEqual({ perSecond: 50, tooMuch: 60 })
    pace.add({ perSecond: 10, tooMuch: undefined })
    expect(pace.rate).toEqual({ perSecond: 60, tooMuch: 70 })
    const fresh = new Scene().pace
    expect(fresh.split().rate).toEqual({ perSecond: 50, tooMuch: undefined })
    fresh.add({ perSecond: 10, tooMuch: 20 })
    expect(fresh.rate).toEqual({ perSecond: 60, tooMuch: undefined })
  })

  test('the new pace has come as far since the last throttle: its rate does not fall back', async () => {
    const scene = new Scene({ tooMuch: 200, perSecond: 180 })
    await scene.limited(4)
    const half = scene.pace.split()
    const { perSecond } = half.rate
    await half.admit(5, NEVER)
    let admitted = false
    void half.admit(5, NEVER).then(() => {
      admitted = true
    })
    await scene.clock.run(() => admitted, Number.POSITIVE_INFINITY)
    expect(half.rate.perSecond).toBeGreaterThanOrEqual(perSecond)
  })
})
