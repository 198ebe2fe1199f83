import { describe, expect, test } from '@jest/globals'
import { listedExecution, OLD } from '../../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../../support/virtual/listedTable.ts'

const old = (count: number) => Array.from({ length: count }, () => OLD)

describe('a pass ends long before its deadline', () => {
  test('when a guard trips', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(600))] })
    const answer = await execution.pass({ decided: { limits: { maxDeletes: 130 } } })
    expect(answer.status).toBe('guardTripped')
    expect(execution.clock.monotonicMs()).toBeLessThan(2_000)
  })

  test('by an error, and gives up what is in flight', async () => {
    const defect = new TypeError('a defect')
    const execution = listedExecution({
      segments: [itemsOf(0, old(100))],
      becomes: (items, call) => {
        if (call === 1) return 'silence'
        return call === 2 ? defect : items.map(() => DELETED)
      },
    })
    await expect(execution.pass()).rejects.toBe(defect)
    expect(execution.clock.monotonicMs()).toBeLessThan(2_000)
  })
})
