import { describe, expect, jest, test } from '@jest/globals'
import { countSeed } from '../../cli/engine/seedItems.ts'
import { expectBalance } from '../support/oracle/balance.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

jest.setTimeout(300_000)

/** Items of the demo table, and those that the seed's rule deletes, whenever the table is made. */
const ITEMS = 900
const NOW_MS = Date.UTC(2026, 10, 24)
const { deletable: DELETABLE } = countSeed(ITEMS, NOW_MS, NOW_MS - 48 * 3_600_000)

/** The seed's rule without its cap, so that the shards are not held up. */
const FAST = { maxWriteUnitsPerSecond: 'unlimited', maxReadUnitsPerSecond: 'unlimited' }

function local(input: object) {
  const written = JSON.stringify({ ...FAST, ...input })
  return scavenge(['local', '--items', String(ITEMS), '--input', written, '--json'])
}

describe('shards on this machine', () => {
  test('four of them empty the table together, each in processes of its own, and an independent scan agrees', async () => {
    const { code, json, stderr } = await local({ shards: 4 })
    expect(json).toMatchObject({ status: 'SUCCEEDED', output: { progress: { segmentsDone: 40, totalSegments: 40 } } })
    expect(code).toBe(0)
    const ledger = json.ledger as Record<string, number>
    expectBalance({ ledger, dryRun: false })
    expect(json.verification).toMatchObject({ agrees: true, candidatesLeft: 0 })
    for (const shard of ['1/4', '2/4', '3/4', '4/4']) {
      expect(stderr).toMatch(new RegExp(`^shard ${shard}: pass process \\d+ started$`, 'm'))
      expect(stderr).toContain(`shard ${shard}: pass 1 answered`)
    }
  })

  test('come by rounds to what a guard allows them together, however uneven their parts are', async () => {
    const maxDeletes = DELETABLE // so that a third is too little for one of them
    const { json, stderr } = await local({ shards: 3, shardsAtOnce: 2, guards: { maxDeletes } })
    expect(json).toMatchObject({ status: 'SUCCEEDED', verification: { agrees: true, candidatesLeft: 0 } })
    expect((json.ledger as Record<string, number>).deleted).toBeLessThanOrEqual(maxDeletes)
    expect(stderr).toContain('shards gathered: shards')
    expect(json.output).toMatchObject({ decided: { shards: 3, shardsAtOnce: 2, limits: { maxDeletes } } })
  })

  test('count on a dry run and delete nothing', async () => {
    const { json } = await local({ shards: 2, dryRun: true })
    expect(json).toMatchObject({ status: 'SUCCEEDED', dryRun: true, verification: { agrees: true, itemsLeft: ITEMS } })
    const ledger = json.ledger as Record<string, number>
    expect(ledger.wouldDelete).toBe(DELETABLE)
    expectBalance({ ledger, dryRun: true })
  })
})
