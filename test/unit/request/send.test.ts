import { getEventListeners } from 'node:events'
import { describe, expect, test } from '@jest/globals'
import { RequestFailed } from '../../../functions/scavenge/request/failed.ts'
import { send } from '../../../functions/scavenge/request/send.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const TIMEOUT_MS = 5_000

/** Sends a request and says how it ended and when, in virtual time; `endAtMs`: when the pass gives up. */
async function sent(request: (signal: AbortSignal, clock: ManualClock) => Promise<string>, endAtMs?: number) {
  const clock = new ManualClock(() => 0)
  const ended = new AbortController()
  if (endAtMs !== undefined)
    clock.at(endAtMs, () => {
      ended.abort()
      return undefined
    })
  let signal: AbortSignal | undefined
  let end: unknown
  const answer = send(
    (given) => {
      signal = given
      return request(given, clock)
    },
    clock,
    TIMEOUT_MS,
    ended.signal,
  )
  answer.then(
    (text) => {
      end = text
    },
    (error: unknown) => {
      end = error
    },
  )
  await clock.run(() => end !== undefined, 1_000_000)
  const atMs = clock.monotonicMs()
  const rest = await clock.run(() => false, 1_000_000)
  return { end, atMs, signal, rest, restMs: clock.monotonicMs(), ended: ended.signal }
}

const never = () => new Promise<string>(() => undefined)

describe('a request', () => {
  test('that is answered gives its answer and leaves nothing behind', async () => {
    const { end, atMs, signal, rest, restMs, ended } = await sent(async (_, clock) => {
      await clock.sleep(TIMEOUT_MS - 1)
      return 'the answer'
    })
    expect([end, atMs]).toEqual(['the answer', TIMEOUT_MS - 1])
    expect([rest, restMs]).toEqual(['idle', atMs])
    expect(signal?.aborted).toBe(false)
    expect(getEventListeners(ended, 'abort')).toEqual([])
  })

  test('that fails fails by its own error', async () => {
    const failure = new Error('its own')
    expect((await sent(() => Promise.reject(failure))).end).toBe(failure)
  })

  test('that is never answered is given up after its time, and told so', async () => {
    const { end, atMs, signal } = await sent(never)
    expect(end).toBeInstanceOf(RequestFailed)
    expect(end).toMatchObject({ code: 'TimedOut' })
    expect(atMs).toBe(TIMEOUT_MS)
    expect(signal?.aborted).toBe(true)
  })

  test('in flight when the pass must answer is given up at once', async () => {
    const { end, atMs, signal, restMs } = await sent(never, 1_000)
    expect(end).toMatchObject({ name: 'RequestFailed', code: 'Aborted' })
    expect([atMs, restMs]).toEqual([1_000, 1_000])
    expect(signal?.aborted).toBe(true)
  })

  test('is not sent where the pass must answer already', async () => {
    let asked = false
    const answer = send(
      async () => {
        asked = true
      },
      new ManualClock(() => 0),
      TIMEOUT_MS,
      AbortSignal.abort(),
    )
    await expect(answer).rejects.toMatchObject({ code: 'Aborted' })
    expect(asked).toBe(false)
  })
})
