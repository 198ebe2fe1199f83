import { describe, expect, test } from '@jest/globals'
import { type CapSettings, UnitsCap } from '../../../functions/scavenge/pace/unitsCap.ts'
import { type Clock, sleepBy } from '../../../functions/scavenge/waiting/clock.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

function capOf(clock: Clock, unitsPerSecond: number, more: Partial<CapSettings> = {}): UnitsCap {
  return new UnitsCap(clock, {
    unitsPerSecond,
    unitsEach: 1,
    burstSeconds: undefined,
    longestWaitSeconds: 60,
    carriedUnits: undefined,
    ...more,
  })
}

/** A clock of a process that stands still between two calls: then all that is due runs at once. */
class StandingClock implements Clock {
  #nowMs = 0
  #timers: { readonly atMs: number; readonly run: () => void }[] = []

  monotonicMs(): number {
    return this.#nowMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  after(ms: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepBy((later, run) => this.after(later, run), ms, signal)
  }

  async passes(ms: number): Promise<void> {
    this.#nowMs += ms
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#nowMs).sort((one, other) => one.atMs - other.atMs)
    this.#timers = this.#timers.filter((timer) => !due.includes(timer))
    for (const { run } of due) run()
    await new Promise(setImmediate)
  }
}

/** Ten that ask for `things` at a time, each thing taking `unitsEach`; answers the units of each second. */
async function seconds(perSecond: number, things: number, unitsEach: number, forSeconds: number): Promise<number[]> {
  const clock = new ManualClock(() => 0)
  const cap = capOf(clock, perSecond)
  const used = Array.from({ length: forSeconds }, () => 0)
  const ended = new AbortController()
  const work = async () => {
    while (!ended.signal.aborted) {
      const booking = await cap.book(things, ended.signal)
      const second = Math.floor(clock.monotonicMs() / 1_000)
      if (ended.signal.aborted || second >= forSeconds) return
      used[second] = (used[second] ?? 0) + things * unitsEach
      await clock.sleep(6)
      booking?.settle(things, things * unitsEach)
    }
  }
  for (let worker = 0; worker < 10; worker++) void work()
  await clock.run(() => clock.monotonicMs() > forSeconds * 1_000, forSeconds * 1_000 + 1)
  ended.abort()
  return used
}

describe('units cap', () => {
  test('no second takes more than the cap and one request, and all of them together use it', async () => {
    const used = await seconds(500, 25, 1, 20)
    expect(Math.max(...used)).toBeLessThanOrEqual(525)
    for (let from = 2; from + 10 <= used.length; from++) {
      const mean = used.slice(from, from + 10).reduce((sum, units) => sum + units, 0) / 10
      expect(mean).toBeGreaterThan(485)
      expect(mean).toBeLessThanOrEqual(500)
    }
  })

  test('what takes more than was guessed is waited off', async () => {
    const used = await seconds(500, 25, 4, 40)
    const mean = used.slice(5).reduce((sum, units) => sum + units, 0) / 35
    expect(mean).toBeGreaterThan(480)
    expect(mean).toBeLessThanOrEqual(505)
  })

  test('what came in while the process stood still is not spent at once', async () => {
    const clock = new StandingClock()
    const cap = capOf(clock, 1_000)
    await cap.book(20, NEVER)
    let sent = 0
    for (let request = 0; request < 20; request++) void cap.book(25, NEVER).then(() => sent++)
    await clock.passes(300)
    expect(sent).toBeLessThanOrEqual(3) // what may be saved up, a late timer's units and a request
    for (let step = 0; step < 520; step++) await clock.passes(1)
    expect(sent).toBe(20)
  })

  test('what was booked and not used is there for the next at once', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 10)
    const first = await cap.book(1, NEVER)
    const second = cap.book(100, NEVER)
    first?.settle(1, 1)
    const bookedMs = clock.monotonicMs()
    const third = second.then(async (booking) => {
      booking?.settle(100, 0)
      await cap.book(1, NEVER)
      return clock.monotonicMs()
    })
    let thirdMs: number | undefined
    void third.then((ms) => {
      thirdMs = ms
    })
    await clock.run(() => thirdMs !== undefined, 1_000_000)
    expect((thirdMs ?? Number.NaN) - bookedMs).toBeLessThan(11_000)
  })

  test('goes on from what the pass before carriedUnits: an overdraft is waited off first', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 10, { carriedUnits: -50 })
    let atMs: number | undefined
    void cap.book(1, NEVER).then(() => {
      atMs = clock.monotonicMs()
    })
    await clock.run(() => atMs !== undefined, 60_000)
    expect(atMs).toBe(5_152) // at 99 % of 10 a second
  })

  test('in bursts it spends what was saved up at once, refuses what comes after, and says when it is whole again', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 5, { burstSeconds: 300 })
    for (let request = 0; request < 60; request++) (await cap.book(25, NEVER))?.settle(25, 25)
    expect([cap.availableUnits, cap.exhausted, cap.refillSeconds]).toEqual([0, false, 0])
    expect(await cap.book(25, NEVER)).toBeUndefined()
    expect([clock.monotonicMs(), cap.exhausted, cap.refillSeconds]).toEqual([0, true, 300])
  })

  test('in bursts an item dearer than all that can be saved up goes, and its overdraft is waited off', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 2, { burstSeconds: 10, unitsEach: 400 })
    const dear = await cap.book(1, NEVER)
    dear?.settle(1, 400)
    expect(await cap.book(1, NEVER)).toBeUndefined()
    expect([cap.availableUnits, cap.refillSeconds]).toEqual([-380, 200])
  })

  test('says how long an overdraft takes to be waited off, in whole seconds', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 10)
    const booking = await cap.book(1, NEVER)
    booking?.settle(1, 36)
    expect([cap.overdraftSeconds, cap.refillSeconds]).toEqual([3, 0])
    expect(capOf(clock, 10, { carriedUnits: -9 }).overdraftSeconds).toBe(0)
  })

  test('a thing whose units take longer than a minute to come in goes after a minute, and overdraws', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 0.5, { unitsEach: 400 })
    let atMs: number | undefined
    void cap.book(1, NEVER).then((booking) => {
      atMs = clock.monotonicMs()
      booking?.settle(1, 400)
    })
    await clock.run(() => atMs !== undefined, 1_000_000)
    expect((atMs ?? Number.NaN) / 1_000).toBeLessThanOrEqual(61)
    expect(cap.availableUnits).toBeCloseTo(-370, -1)
  })

  test('what a request without an answer had booked counts as consumed', async () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 10, { burstSeconds: 10 })
    const booking = await cap.book(30, NEVER)
    booking?.keep()
    expect([cap.availableUnits, cap.thingsAtOnce]).toEqual([70, 70])
  })

  test('says how many things fit into a second, of the size that they turn out to have', () => {
    const clock = new ManualClock(() => 0)
    const cap = capOf(clock, 5)
    expect(cap.thingsAtOnce).toBe(5)
    cap.bookAtOnce(1).settle(1, 400)
    expect(cap.thingsAtOnce).toBe(1)
    for (let request = 0; request < 50; request++) cap.bookAtOnce(10).settle(10, 10)
    expect(cap.thingsAtOnce).toBe(4)
  })
})
