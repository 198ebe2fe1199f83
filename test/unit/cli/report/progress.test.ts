import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { type ProgressView, progressView } from '../../../../cli/report/progress.ts'

describe('progress', () => {
  const progress = { ledger: { scanned: 500, deleted: 400 }, segmentsDone: 30, totalSegments: 40 }
  const pace = { elapsedMs: 10_000, deleted: 300, segmentsDone: 25 }

  function shown(isTTY: boolean, use: (view: ProgressView) => void): string {
    const written: string[] = []
    const stream = new PassThrough().on('data', (chunk) => written.push(String(chunk)))
    const view = progressView(Object.assign(stream, { isTTY, columns: 200 }))
    use(view)
    view.close()
    return written.join('')
  }

  test('that began somewhere goes by what was done since', () => {
    expect(shown(false, (view) => view.show(2, progress, pace))).toBe(
      'pass 2: 500 items read, 400 deleted, 10/s, 30 of 40 segments, about 20 s left\n',
    )
  })

  test('that nobody tells the beginning of has no rate before a second look', () => {
    expect(shown(false, (view) => view.show(1, progress))).toBe(
      'pass 1: 500 items read, 400 deleted, 0/s, 30 of 40 segments\n',
    )
  })

  test('names what requests fail with, how often and since when', () => {
    const failing = [{ code: 'InternalServerError', times: 120, forMs: 63_000 }]
    expect(shown(false, (view) => view.show(2, { ...progress, failing }, pace))).toMatch(
      /, about 20 s left, requests fail with InternalServerError \(120 times, for 1 min 3 s\)\n$/,
    )
    const nothing = { ...progress, ledger: { scanned: 500, deleted: 300 }, failing }
    expect(shown(false, (view) => view.show(2, nothing, pace))).toContain(', 30 of 40 segments, requests fail with')
  })

  test('of a terminal is a share of the segments, whatever the bar showed before it knew how many there are', () => {
    const screen = shown(true, (view) => {
      view.beat('pass 1 for 3 s')
      view.show(1, progress, pace)
      view.note('pass 2 started')
      view.beat('pass 2 for 1 s')
    })
    expect(screen).toContain('0% pass 1 for 3 s')
    expect(screen).toContain('75% pass 1: 500 items read')
    expect(screen).not.toContain('100%')
    expect(screen).toMatch(/pass 2 started\n.*75% .*about 20 s left; pass 2 for 1 s/s)
  })

  test('of the demo table is one bar on a terminal, and a line now and then elsewhere', () => {
    const load = (view: ProgressView) => {
      view.showLoading(1_000, 4_000)
      view.showLoading(3_000, 4_000)
    }
    const screen = shown(true, load)
    expect(screen).toContain('75% 3,000 of 4,000 items made')
    expect(screen).not.toContain('\n')
    expect(shown(false, load)).toBe('1,000 items made\n')
  })

  test('off a terminal has no signs of life', () => {
    expect(shown(false, (view) => view.beat('pass 1 for 3 s'))).toBe('')
  })
})
