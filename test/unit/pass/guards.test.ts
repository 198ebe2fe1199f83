import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { WRITE_UNIT } from '../../../functions/scavenge/cost/prices.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'
import { listedExecution, OLD, YOUNG } from '../../support/virtual/listedExecution.ts'
import { DELETED, itemsOf } from '../../support/virtual/listedTable.ts'

const old = (count: number) => Array.from({ length: count }, () => OLD)

const left = (execution: ReturnType<typeof listedExecution>) => execution.table.segments.flat().length

describe('a pass that a guard ends', () => {
  test.each([
    ['maxDeletes', { limits: { maxDeletes: 130 } }],
    ['maxShare', { limits: { maxShare: 130 }, items: 650 }],
    ['surge', { limits: { surge: 130, maxDeletes: 900 } }],
  ])(
    'by %s has deleted exactly the limit, and answers with a token and a ledger that balances',
    async (guard, decided) => {
      const execution = listedExecution({ segments: [itemsOf(0, old(300)), itemsOf(1, old(300))] })
      const answer = await execution.pass({ decided })
      expect(answer).toMatchObject({
        status: 'guardTripped',
        trip: { guard, limit: 130, found: 130 },
        continuationToken: expect.stringMatching(/^sc2\./),
        waitSeconds: 0,
        ledger: { deleted: 130 },
      })
      expect(left(execution)).toBe(600 - 130)
      const { matched, abandoned, young } = answer.ledger
      expect(matched).toBe(130 + abandoned + young)
    },
  )

  test('goes on from its token beside a looser guard, and counts every item once', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(300)), itemsOf(1, [...old(200), YOUNG])] })
    const tripped = await execution.pass({ decided: { limits: { maxDeletes: 130 } } })
    const code = confirmationCode(THINGS_RULE, execution.table.description)
    const answer = await execution.pass({
      token: tripped.continuationToken,
      status: 'start',
      decided: { limits: {} },
      changes: { confirm: code },
    })
    expect(answer).toMatchObject({
      status: 'complete',
      ledger: { deleted: 500, young: 1, matched: 501, lostPasses: 1 },
    })
    expect(left(execution)).toBe(1)
  })

  test('goes on from its token beside the same guard to the same end, and deletes nothing more', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(300))] })
    const decided = { limits: { maxDeletes: 130 } }
    const { continuationToken } = await execution.pass({ decided })
    const again = await execution.pass({ token: continuationToken, status: 'start', decided })
    expect(again).toMatchObject({ status: 'guardTripped', ledger: { deleted: 130 } })
    expect(left(execution)).toBe(170)
  })

  test('says how to go on, with the code', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(300))] })
    const { trip } = await execution.pass({ decided: { limits: { maxDeletes: 5 } } })
    expect(trip?.cause).toMatch(
      /^guard maxDeletes: expected at most 5 deleted items, found 5 deleted items and more to do; .* start with the continuationToken and the input \{"confirm":"\w{10}","guards":\{"maxDeletes":"none"\}\}$/,
    )
  })

  test('by maxDollars stops at what the units cost', async () => {
    const maxDollars = 100 * WRITE_UNIT
    const execution = listedExecution({ segments: [itemsOf(0, old(1_000))] })
    const answer = await execution.pass({ decided: { limits: { maxDollars } } })
    expect(answer).toMatchObject({ status: 'guardTripped', trip: { guard: 'maxDollars', limit: maxDollars } })
    expect(answer.ledger.writeUnits).toBeLessThanOrEqual(100 + 2 * 25)
  })

  test('by maxDollars ends where reading alone costs too much', async () => {
    const young = Array.from({ length: 5_000 }, () => YOUNG)
    const execution = listedExecution({ segments: [itemsOf(0, young)] })
    const answer = await execution.pass({ decided: { limits: { maxDollars: 0.0001 } } })
    expect(answer).toMatchObject({ status: 'guardTripped', trip: { guard: 'maxDollars' } })
  })
})

describe('a pass under guards', () => {
  test('completes where exactly the limit is due', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(130)), itemsOf(1, [YOUNG])] })
    const answer = await execution.pass({ decided: { limits: { maxDeletes: 130 } } })
    expect(answer).toMatchObject({ status: 'complete', ledger: { deleted: 130, young: 1 } })
    expect(answer).not.toHaveProperty('trip')
  })

  test('does not count what was spared, throttled or has to be tried again', async () => {
    const items = itemsOf(0, old(130))
    const spared = new Set(items.filter((_, index) => index % 10 === 3))
    const execution = listedExecution({
      segments: [items],
      becomes: (batch, call) =>
        batch.map((item, index) => {
          if (spared.has(item)) return { kind: 'spared' }
          return call < 4 && index % 2 === 0 ? { kind: 'throttled', reasons: [] } : DELETED
        }),
    })
    const answer = await execution.pass({ decided: { limits: { maxDeletes: 130 - spared.size } } })
    expect(answer).toMatchObject({ status: 'complete', ledger: { deleted: 130 - spared.size, spared: spared.size } })
  })

  test('that is a dry run has none', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(130))],
      rule: { guards: { ...THINGS_RULE.guards, maxDeletes: 5 } },
      input: { dryRun: true },
    })
    await expect(execution.pass()).resolves.toMatchObject({ status: 'complete', ledger: { wouldDelete: 130 } })
  })

  test('keeps the rule’s own where a former release’s Begin decided none, and what the token brings', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(900))],
      rule: { guards: { ...THINGS_RULE.guards, maxShare: '20%' } },
      passMs: 2_000,
      input: { maxWriteUnitsPerSecond: 50 },
    })
    const first = await execution.pass({ decided: { limits: { maxShare: 180 }, items: 900 } })
    expect(first.status).toBe('continue')
    const second = await execution.pass({ token: first.continuationToken })
    expect(second).toMatchObject({ status: 'guardTripped', trip: { guard: 'maxShare', limit: 180 } })
  })
})
