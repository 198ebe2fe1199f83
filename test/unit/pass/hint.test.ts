import { describe, expect, test } from '@jest/globals'
import { AccessDenied } from '../../../functions/scavenge/errors.ts'
import { decodeToken } from '../../../functions/scavenge/progress/token.ts'
import { RequestFailed, Throttled } from '../../../functions/scavenge/request/failed.ts'
import type { Item } from '../../../functions/scavenge/table/item.ts'
import { listedExecution, OLD } from '../../support/virtual/listedExecution.ts'
import { itemsOf } from '../../support/virtual/listedTable.ts'

const unmatched: readonly Item[] = Array.from({ length: 250 }, () => ({ done: { S: 'yes' } }))
const NOTHING_MATCHED =
  'nothing matched the filter: "done" is S in 100 of the first 100 items; the filter compares it with BOOL'

describe('an execution that matched nothing', () => {
  test('reads one small page without the filter, counts its units, and says what it found there', async () => {
    const execution = listedExecution({ segments: [[], []], unmatched })
    const { status, ledger, hint } = await execution.pass()
    expect({ status, hint }).toEqual({ status: 'complete', hint: [NOTHING_MATCHED] })
    expect(ledger).toMatchObject({ scanned: 250, matched: 0, readUnits: 50 })
  })

  test('keeps to the read cap', async () => {
    const execution = listedExecution({ segments: [[]], unmatched, input: { maxReadUnitsPerSecond: 10 } })
    const { hint } = await execution.pass()
    expect(hint?.[0]).toContain('of the first 80 items') // a second of the cap, at an eighth of a unit each
  })

  test('of an empty table asks for nothing, as does one that matched', async () => {
    const empty = listedExecution({ segments: [[]] })
    const matching = listedExecution({ segments: [itemsOf(0, [OLD])], unmatched })
    expect(await empty.pass()).not.toHaveProperty('hint')
    expect(await matching.pass()).not.toHaveProperty('hint')
    expect([empty.table.looks, matching.table.looks]).toEqual([0, 0])
  })

  test.each([
    ['is throttled', new Throttled([]), { Throttled: 1 }],
    ['fails', new RequestFailed('InternalServerError'), { InternalServerError: 1 }],
    ['is never answered', 'silence' as const, { TimedOut: 1 }],
    ['is denied', new AccessDenied('denied'), {}],
  ])('is complete without a hint where that request %s', async (_, becomes, trouble) => {
    const execution = listedExecution({ segments: [[]], unmatched, look: () => becomes })
    const answer = await execution.pass()
    expect(answer).toMatchObject({ status: 'complete', trouble })
    expect(answer).not.toHaveProperty('hint')
  })

  test('throws a defect on', async () => {
    const execution = listedExecution({ segments: [[]], unmatched, look: () => new TypeError('a defect') })
    await expect(execution.pass()).rejects.toThrow('a defect')
  })
})

describe('the shapes of ages that could not be read', () => {
  const rule = {
    age: { kind: 'timed', paths: [['at']], format: 'rfc3339', period: { kind: 'fixed', ms: 86_400_000 } },
  } as const
  const items = Array.from({ length: 600 }, (_, index) => ({
    id: { S: String(index).padStart(4, '0') },
    at: { S: index < 50 ? '2023-11-14 22:13:20' : '2023-11-14T22:13:20Z' },
  }))

  test('are handed from pass to pass, and said at the end without a value', async () => {
    const execution = listedExecution({ segments: [items], rule, input: { maxReadUnitsPerSecond: 10 }, passMs: 20_000 })
    const answers = await execution.toTheEnd()
    const { status, hint } = answers.at(-1) ?? {}
    expect(answers.length).toBeGreaterThan(1)
    expect(status).toBe('complete')
    expect(hint).toEqual([expect.stringContaining(' is 9999-99-99 99:99:99 ')])
    expect(answers.slice(0, -1).some((answer) => 'hint' in answer)).toBe(false)
    const shapes = answers.flatMap(({ continuationToken: token = '' }) => {
      return token === '' ? [] : [decodeToken(token, execution.table.description.key).shapes]
    })
    expect(shapes).toEqual(shapes.map(() => [['9999-99-99 99:99:99', 50]])) // each, though the first pass alone saw them
  })
})
