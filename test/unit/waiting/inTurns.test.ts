import { describe, expect, test } from '@jest/globals'
import { inTurns } from '../../../functions/scavenge/waiting/inTurns.ts'

describe('what is asked in turns', () => {
  test('begins in its order, and no more at once than are told', async () => {
    const begun: number[] = []
    let [now, most] = [0, 0]
    await inTurns([5, 3, 8, 1, 9], 2, async (segment) => {
      begun.push(segment)
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
    })
    expect(begun).toEqual([5, 3, 8, 1, 9])
    expect(most).toBe(2)
  })

  test('begins no more after an error, and rejects by it', async () => {
    const begun: number[] = []
    const read = async (segment: number) => {
      begun.push(segment)
      await Promise.resolve()
      if (segment === 2) throw new Error('denied')
    }
    await expect(inTurns([1, 2, 3, 4, 5, 6], 2, read)).rejects.toThrow('denied')
    expect(begun.length).toBeLessThan(5)
  })

  test('answers in its order, whichever is answered first', async () => {
    const answered: number[] = []
    const ask = async (one: number) => {
      for (let ticks = one; ticks > 0; ticks--) await Promise.resolve()
      answered.push(one)
      return one * 10
    }
    expect(await inTurns([9, 1, 5], 3, ask)).toEqual([90, 10, 50])
    expect(answered).toEqual([1, 5, 9])
  })

  test('leaves none running where it rejects', async () => {
    let running = 0
    const ask = async (one: number) => {
      running++
      for (let ticks = one; ticks > 0; ticks--) await Promise.resolve()
      running--
      if (one === 1) throw new Error('denied')
    }
    await expect(inTurns([1, 20, 30], 3, ask)).rejects.toThrow('denied')
    expect(running).toBe(0)
  })
})
