import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../../functions/scavenge/confirmation/confirmationCode.ts'
import { AccessDenied } from '../../../../functions/scavenge/errors.ts'
import { NO_COUNTS } from '../../../../functions/scavenge/progress/ledger.ts'
import { decodeToken } from '../../../../functions/scavenge/progress/token.ts'
import { THINGS_RULE } from '../../../support/rules/thingsRule.ts'
import { listedExecution, OLD, YOUNG } from '../../../support/virtual/listedExecution.ts'
import { itemsOf } from '../../../support/virtual/listedTable.ts'
import { stoppedToken } from '../../../support/virtual/stoppedToken.ts'

const old = (count: number) => Array.from({ length: count }, () => OLD)
const young = (count: number) => Array.from({ length: count }, () => YOUNG)
describe('the parts of a pass', () => {
  test('go on with the page size and the slowest batch that the pass before learned', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, young(3_000)), itemsOf(1, old(500))],
      input: { readers: 1, maxWriteUnitsPerSecond: 50 },
      passMs: 2_000,
    })
    const { continuationToken } = await execution.pass()
    const pages = execution.table.scans.length
    expect(execution.table.scans[0]?.limit).toBe(100)
    await execution.pass({ token: continuationToken })
    expect(execution.table.scans[pages]?.limit).not.toBe(100)
  })

  test('ask for no more candidates than a cap in bursts lets go, over the pages of all readers', async () => {
    const execution = listedExecution({
      segments: [itemsOf(0, old(500)), itemsOf(1, old(500))],
      rule: { burstSeconds: 40 },
      input: { maxWriteUnitsPerSecond: 4, readers: 2 },
    })
    await execution.pass()
    expect(execution.table.scans[0]?.limit).toBe(40) // 160 saved up, two readers with two pages each
  })

  test('read pages of full size under a cap without bursts', async () => {
    const execution = listedExecution({ segments: [itemsOf(0, old(9))], input: { maxWriteUnitsPerSecond: 4 } })
    await execution.pass()
    expect(execution.table.scans[0]?.limit).toBe(100)
  })

  test('count as lost the tries before, the redrives, and the pass that a foreign token comes from', async () => {
    const lost = async (call: Parameters<ReturnType<typeof listedExecution>['pass']>[0]) =>
      (await listedExecution({ segments: [[]] }).pass(call)).ledger.lostPasses
    const stuck = listedExecution({ segments: [[]], stoppedMs: 0 })
    const { continuationToken: token } = await stuck.pass()
    expect(await lost({})).toBe(0)
    expect(await lost({ retryCount: 2, redriveCount: 3 })).toBe(5)
    expect(await lost({ token, status: 'continue' })).toBe(0)
    expect(await lost({ token, status: 'start' })).toBe(1)
    expect(await lost({ token, status: 'start', retryCount: 2 })).toBe(3)
  })

  describe('of a shard', () => {
    const rateOf = (token = '', { table }: ReturnType<typeof listedExecution>) => {
      return decodeToken(token, table.description.key).learned?.deletesPerSecond
    }
    const scene = (changes: object = {}) => {
      const execution = listedExecution({ segments: [itemsOf(0, old(60)), []], stoppedMs: 0 })
      const confirm = confirmationCode(THINGS_RULE, execution.table.description)
      return { execution, changes: { shard: '1/2', confirm, readers: 1, ...changes } }
    }

    test('begin at its part of the first rate, the same for each of its readers', async () => {
      const alone = listedExecution({ segments: [[]], stoppedMs: 0 })
      expect(rateOf((await alone.pass()).continuationToken, alone)).toBe(1_800) // of 3,600 for two readers
      const { execution, changes } = scene({ readers: 2, caps: { deletesPerSecond: 90 } })
      expect(rateOf((await execution.pass({ changes })).continuationToken, execution)).toBe(45)
      const undealt = scene()
      const { continuationToken } = await undealt.execution.pass({ changes: undealt.changes })
      expect(rateOf(continuationToken, undealt.execution)).toBe(3_600)
    })

    test('go on at the rate that it learned, not at the one that was dealt out', async () => {
      const dealt = scene({ readers: 2, caps: { deletesPerSecond: 90 } })
      const { continuationToken: token } = await dealt.execution.pass({ changes: dealt.changes })
      const { changes } = scene({ readers: 2, caps: { deletesPerSecond: 10 } })
      const next = await dealt.execution.pass({ token, changes })
      expect(rateOf(next.continuationToken, dealt.execution)).toBe(45)
    })

    test('send batches of a tenth of a second’s units, so that its cap is kept in each second', async () => {
      const execution = listedExecution({ segments: [itemsOf(0, old(60)), []] })
      const confirm = confirmationCode(THINGS_RULE, execution.table.description)
      const caps = { write: { unitsPerSecond: 50, from: 'input' } }
      await execution.pass({ changes: { shard: '1/2', confirm, caps } })
      expect(Math.max(...execution.table.batches.map((batch) => batch.length))).toBe(5)
      const alone = listedExecution({ segments: [itemsOf(0, old(60)), []], input: { maxWriteUnitsPerSecond: 50 } })
      await alone.pass()
      expect(Math.max(...alone.table.batches.map((batch) => batch.length))).toBeGreaterThan(5)
    })
  })

  test('drain when the execution is stopped, before or after the pass began', async () => {
    const before = listedExecution({ segments: [itemsOf(0, old(900))], stoppedMs: 0 })
    expect(await before.pass()).toMatchObject({ status: 'continue', ledger: { scanned: 0 } })
    const during = listedExecution({
      segments: [itemsOf(0, old(900))],
      input: { maxWriteUnitsPerSecond: 10 },
      stoppedMs: 5_000,
    })
    expect(await during.pass()).toMatchObject({ status: 'continue' })
    expect(during.clock.monotonicMs()).toBeLessThan(5_100)
  })

  test('tell of the ledger as it is for the kind of run', async () => {
    const ledgers: object[] = []
    const scene = {
      segments: [itemsOf(0, [OLD])],
      onProgress: ({ ledger }: { ledger: object }) => ledgers.push(ledger),
    }
    await listedExecution({ ...scene, input: { dryRun: true } }).pass()
    expect(ledgers.at(-1)).toMatchObject({ wouldDelete: 1 })
    await listedExecution(scene).pass()
    expect(ledgers.at(-1)).toMatchObject({ deleted: 1 })
  })

  test.each([
    ['a delete', { matched: 1, deleted: 1 }],
    ['a spared item', { matched: 1, spared: 1 }],
    ['both', { matched: 2, deleted: 1, spared: 1 }],
  ])('know from the ledger that deletes were allowed before: %s', async (_, counts) => {
    const denied = { kind: 'denied', error: new AccessDenied('denied', 'AccessDeniedException') } as const
    const execution = () =>
      listedExecution({ segments: [itemsOf(0, old(3))], becomes: (items) => items.map(() => denied) })
    const token = await stoppedToken({ counts: { ...NO_COUNTS, ...counts } })
    expect(await execution().pass({ token })).toMatchObject({ status: 'complete', ledger: { failed: 3 } })
    await expect(execution().pass()).rejects.toThrow(AccessDenied)
  })

  test('count the denials after which a request is sent again, and tell of them while they last', async () => {
    const failing: unknown[] = []
    const execution = listedExecution({
      segments: [itemsOf(0, old(3))],
      read: (call) => (call === 1 ? new AccessDenied('denied', 'AccessDeniedException') : undefined),
      onProgress: (progress) => failing.push(progress.failing),
    })
    expect(await execution.pass()).toMatchObject({ status: 'complete', trouble: { AccessDeniedException: 1 } })
    expect(failing[0]).toEqual([{ code: 'AccessDeniedException', times: 1, forMs: 0 }])
  })
})
