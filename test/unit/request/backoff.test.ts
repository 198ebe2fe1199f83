import { describe, expect, test } from '@jest/globals'
import { Backoff } from '../../../functions/scavenge/request/backoff.ts'
import { realClock } from '../../../functions/scavenge/waiting/clock.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

/** Milliseconds that a wait takes. */
async function waited(clock: ManualClock, backoff: Backoff, signal = NEVER): Promise<number> {
  const startMs = clock.monotonicMs()
  let done = false
  void backoff.wait(signal).then(() => {
    done = true
  })
  await clock.run(() => done, Number.POSITIVE_INFINITY)
  return clock.monotonicMs() - startMs
}

function backoffAt(clock: ManualClock, random = 1): Backoff {
  return new Backoff(clock, () => random)
}

describe('backoff', () => {
  test('doubles from 50 ms up to 5 s, until a request succeeds', async () => {
    const clock = new ManualClock(() => 0)
    const backoff = backoffAt(clock)
    const waits: number[] = []
    for (let failure = 0; failure < 9; failure++) {
      backoff.failed()
      waits.push(Math.round(await waited(clock, backoff)))
    }
    expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
    backoff.succeeded()
    backoff.failed()
    expect(await waited(clock, backoff)).toBeCloseTo(50, 6)
  })

  test('stays at 5 s after any number of failures', async () => {
    const clock = new ManualClock(() => 0)
    const backoff = backoffAt(clock)
    for (let failure = 0; failure < 2_000; failure++) {
      backoff.failed()
      await waited(clock, backoff)
    }
    backoff.failed()
    expect(await waited(clock, backoff)).toBeCloseTo(5_000, 3)
  })

  test('is drawn between a tenth and the whole', async () => {
    for (const [random, ms] of [
      [0, 5],
      [0.5, 27.5],
      [1, 50],
    ] as const) {
      const clock = new ManualClock(() => 0)
      const backoff = backoffAt(clock, random)
      backoff.failed()
      expect(await waited(clock, backoff)).toBeCloseTo(ms, 6)
    }
  })

  test('counts failures of requests that were sent together as one', async () => {
    const clock = new ManualClock(() => 0)
    const backoff = backoffAt(clock)
    for (let request = 0; request < 5; request++) backoff.failed()
    expect(await waited(clock, backoff)).toBeCloseTo(50, 6)
    backoff.failed()
    expect(await waited(clock, backoff)).toBeCloseTo(100, 6)
  })

  test('keeps nobody waiting before a failure, nor whose signal aborts', async () => {
    const clock = new ManualClock(() => 0)
    const backoff = backoffAt(clock)
    expect(await waited(clock, backoff)).toBe(0)
    backoff.failed()
    expect(await waited(clock, backoff, AbortSignal.abort())).toBe(0)
  })

  test('waits on where a timer fires too early', async () => {
    let nowMs = 0
    const sleeps: number[] = []
    const sleep = async (ms: number) => {
      sleeps.push(ms)
      nowMs += ms / 2 < 1 ? ms : ms / 2
    }
    const backoff = new Backoff({ ...realClock, monotonicMs: () => nowMs, sleep }, () => 1)
    backoff.failed()
    await backoff.wait(NEVER)
    expect(nowMs).toBeGreaterThanOrEqual(50)
    expect(sleeps.length).toBeGreaterThan(1)
  })
})
