import { describe, expect, test } from '@jest/globals'
import { FIRST_PAGE_LIMIT, PageSize } from '../../../functions/scavenge/pace/pageSize.ts'

const PASS_MS = 8_000
const TARGET_MS = 400

describe('page size', () => {
  test('comes to what is settled in a twentieth of the pass, from far too much and from far too little', () => {
    for (const first of [100_000, 5]) {
      const size = new PageSize(first, PASS_MS)
      for (let page = 0; page < 30; page++) size.settled(size.limit, size.limit / 10, size.limit * 8)
      expect(size.limit).toBe(TARGET_MS / 8)
    }
  })

  test('never more than doubles or halves from one page to the next', () => {
    const size = new PageSize(FIRST_PAGE_LIMIT, PASS_MS)
    size.settled(FIRST_PAGE_LIMIT, 0, 0)
    expect(size.limit).toBe(2 * FIRST_PAGE_LIMIT)
    size.settled(size.limit, 1, 1_000_000)
    expect(size.limit).toBe(FIRST_PAGE_LIMIT)
  })

  test('holds at most 1,500 candidates however fast they are settled', () => {
    const size = new PageSize(FIRST_PAGE_LIMIT, PASS_MS)
    for (let page = 0; page < 30; page++) size.settled(size.limit, size.limit / 4, 1)
    expect(size.limit).toBe(6_000)
  })

  test('grows to what one page can hold where nothing is a candidate', () => {
    const size = new PageSize(FIRST_PAGE_LIMIT, PASS_MS)
    for (let page = 0; page < 30; page++) size.settled(size.limit, 0, 0)
    expect(size.limit).toBe(100_000)
  })

  test('stays as it is after a page in which nothing was read', () => {
    const size = new PageSize(FIRST_PAGE_LIMIT, PASS_MS)
    size.settled(0, 0, 50)
    expect([size.limit, size.learned]).toEqual([FIRST_PAGE_LIMIT, FIRST_PAGE_LIMIT])
  })

  test('asks for no more candidates than may still be deleted, judged by the page before, and learns nothing from that', () => {
    let affordable = 1_000
    const size = new PageSize(400, PASS_MS, () => affordable)
    expect(size.limit).toBe(400)
    size.settled(400, 100, TARGET_MS)
    affordable = 50
    expect(size.limit).toBe(200)
    affordable = 0
    expect(size.limit).toBe(5)
    size.settled(400, 0, TARGET_MS)
    expect(size.limit).toBe(400)
    expect(size.learned).toBe(400)
  })
})
