import { describe, expect, test } from '@jest/globals'
import { AccessDenied } from '../../../functions/scavenge/errors.ts'
import { whileDenied } from '../../../functions/scavenge/request/whileDenied.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const DENIED = new AccessDenied('denied', 'AccessDeniedException')

/** Sends a request whose tries are answered in turn; the last answer is given from then on. */
async function sent(
  answers: readonly (string | Error)[],
  { withinMs = 900_000, endedMs = Number.POSITIVE_INFINITY } = {},
) {
  const clock = new ManualClock(() => 0)
  const ended = new AbortController()
  if (Number.isFinite(endedMs)) clock.after(endedMs, () => ended.abort())
  const sentMs: number[] = []
  const codes: string[] = []
  const request = async () => {
    const answer = answers[Math.min(sentMs.push(clock.monotonicMs()), answers.length) - 1]
    if (answer instanceof Error) throw answer
    return answer
  }
  const settled = whileDenied(request, {
    clock,
    ended: ended.signal,
    leftMs: () => withinMs - clock.monotonicMs(),
    onDenied: (code) => codes.push(code),
  }).catch((error: unknown) => error)
  await clock.run(() => false, Number.POSITIVE_INFINITY)
  return { answer: await settled, sentMs, codes }
}

describe('a denied request', () => {
  test('is sent twice more, 30 s apart, and each wait is told by its code', async () => {
    const { answer, sentMs, codes } = await sent([DENIED])
    expect(answer).toBe(DENIED)
    expect(sentMs).toEqual([0, 30_000, 60_000])
    expect(codes).toEqual(['AccessDeniedException', 'AccessDeniedException'])
  })

  test('is answered once it is allowed', async () => {
    const unknown = new AccessDenied('denied', 'UnrecognizedClientException')
    expect(await sent([unknown, DENIED, 'done'])).toMatchObject({ answer: 'done', sentMs: [0, 30_000, 60_000] })
  })

  test('shares what time is left where that is short', async () => {
    expect((await sent([DENIED], { withinMs: 6_000 })).sentMs).toEqual([0, 2_000, 4_000])
  })

  test('ends its wait when nothing new may be begun, as a request that may succeed later', async () => {
    const { answer, sentMs } = await sent([DENIED], { endedMs: 10_000 })
    expect(answer).toMatchObject({ name: 'RequestFailed', code: 'AccessDeniedException' })
    expect(sentMs).toEqual([0])
  })

  test.each([
    ['credentials that expired', new AccessDenied('denied', 'ExpiredTokenException')],
    ['another error', new Error('another')],
  ])('is not sent again for %s', async (_, error) => {
    expect(await sent([error, 'done'])).toMatchObject({ answer: error, sentMs: [0], codes: [] })
  })
})
