import { describe, expect, test } from '@jest/globals'
import { Standstill } from '../../../../../cli/commands/local/standstill.ts'
import { ManualClock } from '../../../../support/virtual/manualClock.ts'

const MINUTE_MS = 60_000
const FAILING = [{ code: 'InternalServerError', times: 120, forMs: 58_000 }]

function started() {
  let ties = 0
  const clock = new ManualClock(() => ties++) // what is due at one moment comes in the order in which it was asked for
  const lines: string[] = []
  const standstill = Standstill.start(clock, (line) => lines.push(`${clock.monotonicMs() / 1000} s: ${line}`))
  return {
    lines,
    standstill,
    /** Lets so many milliseconds pass. */
    async wait(ms: number) {
      let over = false
      clock.after(ms, () => {
        over = true
      })
      await clock.run(() => over, Number.MAX_SAFE_INTEGER)
    },
    progress: (scanned: number, deleted: number, failing = FAILING.slice(0, 0)) =>
      standstill.progressed({ ledger: { scanned, deleted }, segmentsDone: 0, totalSegments: 4, failing }),
    answer: (deleted: number, waitSeconds: number, trouble: Record<string, number>) =>
      standstill.answered({
        status: 'continue',
        ledger: { scanned: 500, deleted },
        progress: { segmentsDone: 0, totalSegments: 4 },
        waitSeconds,
        trouble,
      }),
  }
}

describe('a run that gets nowhere', () => {
  test('for a minute says so on a line: what requests fail with, how often, since when, and what to do', async () => {
    const { lines, wait, progress } = started()
    progress(500, 0)
    progress(500, 0, FAILING)
    await wait(MINUTE_MS - 1)
    expect(lines).toEqual([])
    await wait(1)
    expect(lines).toEqual([
      expect.stringMatching(
        /^60 s: no progress for 1 min 0 s: no item .*; requests fail with InternalServerError \(120 times, for 1 min 58 s\): the server fails/,
      ),
    ])
  })

  test('says so again each time that it has lasted twice as long, and no more when closed', async () => {
    const { lines, wait, standstill } = started()
    await wait(10 * MINUTE_MS)
    expect(lines.map((line) => line.split(' s:')[0])).toEqual(['60', '120', '240', '480'])
    expect(lines[0]).toContain('no failed request is known')
    standstill.close()
    await wait(10 * MINUTE_MS)
    expect(lines).toHaveLength(4)
  })

  test('is one too where each pass reads the same pages again', async () => {
    const { lines, wait, progress, answer, standstill } = started()
    for (let pass = 1; pass <= 4; pass++) {
      standstill.passStarts()
      progress(500 * pass, 0)
      progress(500 * pass, 0, FAILING)
      await wait(10_000)
      answer(0, 10, { InternalServerError: 40 })
      await wait(10_000)
    }
    expect(lines).toEqual([expect.stringMatching(/^60 s: .*InternalServerError \(40 times, for 1 min 58 s\)/)])
  })

  test('knows what the pass before failed with until an item is settled', async () => {
    const { wait, progress, answer, standstill } = started()
    await wait(5_000)
    answer(0, 0, { Throttled: 3 })
    standstill.passStarts()
    await wait(5_000)
    progress(900, 0)
    expect(standstill.failing).toEqual([{ code: 'Throttled', times: 3, forMs: 5_000 }])
    progress(900, 1)
    expect(standstill.failing).toEqual([])
  })

  test('is none while items are deleted, or while pages are read and nothing fails', async () => {
    const { lines, wait, progress } = started()
    for (let step = 1; step <= 10; step++) {
      progress(0, step, FAILING)
      await wait(MINUTE_MS / 2)
    }
    progress(0, 10)
    for (let step = 1; step <= 10; step++) {
      progress(100 * step, 10)
      await wait(MINUTE_MS / 2)
    }
    expect(lines).toEqual([])
  })

  test('is none while a pass reads on and on, although some requests fail beside that', async () => {
    const { lines, wait, progress, standstill } = started()
    standstill.passStarts()
    for (let step = 1; step <= 10; step++) {
      progress(100 * step, 0, FAILING)
      await wait(MINUTE_MS / 2 + 1)
    }
    expect(lines).toEqual([])
  })

  test('is none in a wait that a pass with progress asked for, and is one after it', async () => {
    const { lines, wait, answer, standstill } = started()
    standstill.passStarts()
    answer(25, 300, {})
    await wait(300_000 + MINUTE_MS - 1)
    expect(lines).toEqual([])
    await wait(1)
    expect(lines).toHaveLength(1)
  })
})
