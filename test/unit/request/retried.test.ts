import { describe, expect, test } from '@jest/globals'
import { type Retries, retried } from '../../../functions/scavenge/request/retried.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const HOUR_MS = 3_600_000

/** Sends a request whose tries are answered in turn: by a text, an Error, or never. */
async function sent(tries: readonly (string | Error | 'hangs')[], change: Partial<Retries> = {}) {
  const clock = new ManualClock(() => 0)
  const sentMs: number[] = []
  const request = async (signal: AbortSignal) => {
    const answer = tries[sentMs.push(clock.monotonicMs()) - 1] ?? 'hangs'
    if (answer === 'hangs') await clock.sleep(HOUR_MS, signal)
    if (answer instanceof Error) throw answer
    return answer
  }
  const retries = { clock, random: () => 1, attempts: 3, timeoutMs: 1_000, isTransient: () => true, ...change }
  const settled = retried(request, retries).then(
    (answer) => ({ answer, error: undefined, endedMs: clock.monotonicMs() }),
    (error: Error) => ({ answer: undefined, error, endedMs: clock.monotonicMs() }),
  )
  const left = await clock.run(() => false, 2 * HOUR_MS)
  return { ...(await settled), sentMs, left, restMs: clock.monotonicMs() }
}

describe('a request that is tried again', () => {
  test('is answered by its first try that succeeds, each later try after a longer wait', async () => {
    const { answer, sentMs, left } = await sent([new Error('one'), new Error('two'), 'done'])
    expect([answer, left]).toEqual(['done', 'idle'])
    expect(sentMs).toEqual([0, 50, 150])
  })

  test('fails by the error of its last attempt', async () => {
    const { error, sentMs } = await sent([new Error('one'), new Error('two'), new Error('three'), 'done'])
    expect(error?.message).toBe('three')
    expect(sentMs).toHaveLength(3)
  })

  test('fails at once by an error that is not transient', async () => {
    const isTransient = (error: unknown) => error instanceof Error && error.message !== 'fatal'
    const { error, sentMs } = await sent([new Error('one'), new Error('fatal'), 'done'], { isTransient })
    expect(error?.message).toBe('fatal')
    expect(sentMs).toHaveLength(2)
  })

  test('is given up and sent again where no answer comes in time', async () => {
    const { answer, sentMs } = await sent(['hangs', 'done'])
    expect(answer).toBe('done')
    expect(sentMs).toEqual([0, 1_050])
  })

  test.each([
    ['while it hangs', ['hangs'], 400],
    ['while it waits', [new Error('one')], 20],
  ] as const)('ends when its time is over, %s', async (_when, tries, withinMs) => {
    const { error, endedMs, sentMs } = await sent(tries, { withinMs })
    expect(error).toBeDefined()
    expect(endedMs).toBe(withinMs)
    expect(sentMs).toHaveLength(1)
  })

  test('leaves no timer behind', async () => {
    const { restMs, endedMs } = await sent(['done'], { withinMs: HOUR_MS })
    expect(restMs).toBe(endedMs)
  })
})
