import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Candidate, Checkpoint } from '../../../functions/scavenge/progress/checkpoint.ts'
import { balances, Ledger, type Settlement } from '../../../functions/scavenge/progress/ledger.ts'
import type { Verdict } from '../../../functions/scavenge/rule/decision.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'

const verdict = fc.constantFrom<Verdict>('candidate', 'candidate', 'young', 'undatedMissing')
const settlement = fc.constantFrom<Settlement>('deleted', 'spared', 'failed')

/** Pages of verdicts, and an order in which some of the candidates are settled. */
const work = fc.record({
  pages: fc.array(fc.array(verdict, { maxLength: 8 }), { minLength: 1, maxLength: 5 }),
  order: fc.array(fc.record({ pick: fc.nat(), settlement }), { maxLength: 50 }),
  ended: fc.boolean(),
})

function item(page: number, index: number): Item {
  return { k: { S: `${page}.${index}` } }
}

function keyText(checkpoint: Checkpoint): string | undefined {
  return checkpoint.key?.k?.S
}

describe('checkpoint', () => {
  test('never passes an item that is not settled, and passes every one that is and has only settled ones before it', () => {
    fc.assert(
      fc.property(work, ({ pages, order, ended }) => {
        const ledger = new Ledger()
        const checkpoint = new Checkpoint(undefined, ledger)
        const places: { text: string; settled: boolean; end: boolean }[] = []
        const open: { candidate: Candidate; place: { settled: boolean } }[] = []
        const check = () => {
          const first = places.findIndex(({ settled }) => !settled)
          const passed = first < 0 ? places : places.slice(0, first)
          const expected = passed.at(-1)?.text
          expect(keyText(checkpoint)).toBe(expected)
          expect(ledger.counts().matched).toBe(passed.filter(({ end }) => !end).length)
        }
        pages.forEach((verdicts, page) => {
          const last = ended && page === pages.length - 1
          const items = verdicts.map((_, index) => item(page, index))
          const candidates = checkpoint.add(items, verdicts, last ? undefined : item(page, 99))
          for (const [index, one] of verdicts.entries()) {
            const place = { text: `${page}.${index}`, settled: one !== 'candidate', end: false }
            places.push(place)
            const candidate = candidates.find((each) => each.item === items[index])
            if (candidate !== undefined) open.push({ candidate, place })
          }
          if (!last) places.push({ text: `${page}.99`, settled: true, end: true })
          check()
        })
        for (const { pick, settlement } of order) {
          const [next] = open.length > 0 ? open.splice(pick % open.length, 1) : []
          if (next === undefined) break
          checkpoint.settle(next.candidate, settlement)
          next.place.settled = true
          check()
        }
        expect(checkpoint.done).toBe(ended && places.every(({ settled }) => settled))
        checkpoint.close()
        expect(balances(ledger.counts())).toBe(true)
        expect(ledger.counts().matched).toBe(pages.flat().length)
      }),
    )
  })

  test('beyond it only deletions enter the ledger; the rest is abandoned', () => {
    const ledger = new Ledger()
    const checkpoint = new Checkpoint(undefined, ledger)
    const items = [0, 1, 2, 3].map((index) => item(0, index))
    const [first, second, third] = checkpoint.add(items, ['candidate', 'candidate', 'candidate', 'young'], undefined)
    if (first === undefined || second === undefined || third === undefined) throw new Error('three candidates expected')
    checkpoint.settle(second, 'deleted')
    checkpoint.settle(third, 'spared')
    checkpoint.close()
    expect(ledger.counts()).toMatchObject({ matched: 4, deleted: 1, spared: 0, young: 0, abandoned: 3 })
    expect(checkpoint.key).toBeUndefined()
  })

  test('an empty page moves it to the page’s last key, an empty last page ends the segment', () => {
    const checkpoint = new Checkpoint(undefined, new Ledger())
    checkpoint.add([], [], item(0, 5))
    expect(keyText(checkpoint)).toBe('0.5')
    checkpoint.add([], [], undefined)
    expect(checkpoint.done).toBe(true)
  })

  test('hands back the candidates of a page in order, each with its item, and none of the others', () => {
    const checkpoint = new Checkpoint(undefined, new Ledger())
    const items = [0, 1, 2, 3].map((index) => item(0, index))
    const candidates = checkpoint.add(items, ['young', 'candidate', 'undatedType', 'candidate'], undefined)
    expect(candidates.map((candidate) => candidate.item)).toEqual([items[1], items[3]])
  })

  test('has moved once an item or an empty page lies behind it, not before', () => {
    const moved = new Checkpoint(undefined, new Ledger())
    expect(moved.moved).toBe(false)
    const [candidate] = moved.add([item(0, 0), item(0, 1)], ['candidate', 'candidate'], undefined)
    expect(moved.moved).toBe(false)
    if (candidate !== undefined) moved.settle(candidate, 'spared')
    expect(moved.moved).toBe(true)
    const empty = new Checkpoint(item(0, 0), new Ledger())
    empty.add([], [], undefined)
    expect(empty.moved).toBe(true)
  })

  test('tells of each page once, in order, when all of its items are settled', () => {
    let settled = 0
    const checkpoint = new Checkpoint(undefined, new Ledger(), () => settled++)
    const [first] = checkpoint.add([item(0, 0)], ['candidate'], item(0, 9))
    const [second] = checkpoint.add([item(1, 0)], ['candidate'], item(1, 9))
    checkpoint.add([item(2, 0)], ['young'], undefined)
    if (first === undefined || second === undefined) throw new Error('two candidates expected')
    checkpoint.settle(second, 'deleted')
    expect(settled).toBe(0)
    checkpoint.settle(first, 'deleted')
    expect(settled).toBe(3)
  })

  test('a candidate is settled once: a second time is an error, and the ledger keeps the first', () => {
    const ledger = new Ledger()
    const checkpoint = new Checkpoint(undefined, ledger)
    const [candidate] = checkpoint.add([item(0, 0)], ['candidate'], undefined)
    if (candidate === undefined) throw new Error('one candidate expected')
    checkpoint.settle(candidate, 'deleted')
    expect(() => checkpoint.settle(candidate, 'spared')).toThrow('found one that is deleted')
    expect(ledger.counts()).toMatchObject({ matched: 1, deleted: 1, spared: 0 })
  })

  test('holds up who waits until no more pages than that hold unsettled items, or the wait is called off', async () => {
    const checkpoint = new Checkpoint(undefined, new Ledger())
    const passed: string[] = []
    const wait = (name: string, pages: number, signal = NEVER) =>
      checkpoint.atMostOpen(pages, signal).then(() => passed.push(name))
    const pages = [0, 1, 2].map((page) => checkpoint.add([item(page, 0)], ['candidate'], item(page, 9)))
    const calledOff = new AbortController()
    const waits = [wait('three', 3), wait('two', 2), wait('one', 1), wait('none', 0, calledOff.signal)]
    const rest = () => new Promise((resolve) => setImmediate(resolve))
    await rest()
    expect(passed).toEqual(['three'])
    for (const [at, name] of ['two', 'one'].entries()) {
      const [candidate] = pages[at] ?? []
      if (candidate !== undefined) checkpoint.settle(candidate, 'deleted')
      await rest()
      expect(passed.at(-1)).toBe(name)
    }
    expect(passed).toHaveLength(3)
    calledOff.abort()
    await Promise.all(waits)
    expect(passed.at(-1)).toBe('none')
  })
})
