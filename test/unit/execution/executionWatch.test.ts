import { describe, expect, test } from '@jest/globals'
import { ExecutionWatch } from '../../../functions/scavenge/execution/executionWatch.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'

const HOUR_MS = 3_600_000

/** Watches by a manual clock; each look is answered in turn: by a status, an Error, or never. */
function watched(looks: readonly (string | Error | 'hangs')[]) {
  const clock = new ManualClock(() => 0)
  const lookedAtMs: number[] = []
  const failed: string[] = []
  const ended: string[] = []
  let open = 0
  let most = 0
  const watch = ExecutionWatch.start({
    async look(signal) {
      const answer = looks[lookedAtMs.push(clock.monotonicMs()) - 1] ?? 'RUNNING'
      most = Math.max(most, ++open)
      if (answer === 'hangs') await clock.sleep(HOUR_MS, signal)
      open--
      if (answer instanceof Error) throw answer
      return answer
    },
    clock,
    onFailedLook: ({ name, message }) => failed.push(`${name}: ${message}`),
    onEnded: (status) => ended.push(status),
  })
  return { clock, watch, lookedAtMs, failed, ended, most: () => most }
}

const named = (name: string) => Object.assign(new Error('a message'), { name })

describe('a watch', () => {
  test('looks every 10 s, and ends when the execution no longer runs', async () => {
    const { clock, watch, lookedAtMs, ended } = watched(['RUNNING', 'PENDING_REDRIVE', 'ABORTED'])
    expect(await clock.run(() => false, HOUR_MS)).toBe('idle')
    expect(lookedAtMs).toEqual([10_000, 20_000, 30_000])
    expect(ended).toEqual(['ABORTED'])
    expect(watch.ended.aborted).toBe(true)
  })

  test('that starts by a look has seen an end before anything else begins', async () => {
    const clock = new ManualClock(() => 0)
    const ended: string[] = []
    const answers = ['RUNNING', 'ABORTED']
    const context = {
      look: async () => answers.shift() ?? 'RUNNING',
      clock,
      onFailedLook: () => undefined,
      onEnded: (status: string) => ended.push(status),
    }
    const running = await ExecutionWatch.startByLook(context)
    expect(running.ended.aborted).toBe(false)
    await running.close()
    const stopped = await ExecutionWatch.startByLook(context)
    expect([stopped.ended.aborted, ended]).toEqual([true, ['ABORTED']])
    await stopped.close()
    expect(clock.monotonicMs()).toBe(0)
  })

  test('ignores looks that fail, and reports each kind once', async () => {
    const looks = [named('AccessDeniedException'), named('Throttled'), named('AccessDeniedException'), 'RUNNING']
    const { clock, watch, failed, lookedAtMs } = watched(looks)
    await clock.run(() => lookedAtMs.length === 6, HOUR_MS)
    expect(failed).toEqual(['AccessDeniedException: a message', 'Throttled: a message'])
    expect(watch.ended.aborted).toBe(false)
    await watch.close()
  })

  test('gives up a look that hangs, and sees the end at a later one, never with two at once', async () => {
    const { clock, watch, failed, lookedAtMs, ended, most } = watched(['hangs', 'TIMED_OUT'])
    await clock.run(() => watch.ended.aborted, HOUR_MS)
    expect(lookedAtMs).toEqual([10_000, 25_000])
    expect(failed).toHaveLength(1)
    expect(ended).toEqual(['TIMED_OUT'])
    expect(most()).toBe(1)
  })

  test('that is closed leaves nothing behind, whether it sleeps or looks', async () => {
    const sleeping = watched([])
    await sleeping.watch.close()
    expect(await sleeping.clock.run(() => false, HOUR_MS)).toBe('idle')
    expect(sleeping.lookedAtMs).toEqual([])

    const looking = watched(['hangs'])
    await looking.clock.run(() => looking.lookedAtMs.length === 1, HOUR_MS)
    await looking.watch.close()
    await looking.clock.run(() => false, HOUR_MS)
    expect(looking.lookedAtMs).toHaveLength(1)
    expect(looking.failed).toEqual([])
  })
})
