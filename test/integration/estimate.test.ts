import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Server } from 'node:net'
import { describe, expect, jest, test } from '@jest/globals'
import type { SeedCounts } from '../../cli/engine/seedItems.ts'
import { makeSeedTable } from '../../cli/engine/seedTable.ts'
import type { Estimate } from '../../functions/scavenge/estimate/estimate.ts'
import { parseInput } from '../../functions/scavenge/execution/input.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { estimateTable } from '../../functions/scavenge/tasks/estimate.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf } from '../support/engines/tables.ts'
import { workersRule } from '../support/rules/workersRule.ts'
import { randomOf } from '../support/virtual/random.ts'

jest.setTimeout(120_000)

const NOW_MS = Date.UTC(2026, 10, 24)
const CUTOFF_MS = NOW_MS - 48 * 3_600_000

/** The estimate of the demo table with so many items, and the truth. One seed a size: the interval may miss the truth in one of 20. */
async function estimated(
  endpoint: string,
  items: number,
): Promise<{ readonly estimate: Estimate; readonly truth: SeedCounts }> {
  const table = `workers-${items}`
  const client = clientOf(endpoint)
  const truthAt = await makeSeedTable({ client, table, items, nowMs: NOW_MS, signal: NEVER })
  const rule = parseRule(workersRule(table), { file: 'rules/workers.yml', name: 'workers' })
  const input = { execution: { startMs: NOW_MS }, ...parseInput({ estimate: true }, rule) }
  const estimate = await estimateTable({
    client,
    rule,
    input,
    memoryMb: 512,
    remainingMs: () => 900_000,
    random: randomOf(items),
  })
  client.destroy()
  return { estimate, truth: truthAt(CUTOFF_MS) }
}

function expectHeld({ items, matched, candidates, young }: Estimate, truth: SeedCounts): void {
  const held = { items: truth.items, matched: truth.matched, candidates: truth.deletable, young: truth.young }
  for (const [found, there] of [
    [items, held.items],
    [matched, held.matched],
    [candidates, held.candidates],
    [young, held.young],
  ] as const) {
    expect(found.low).toBeLessThanOrEqual(there)
    expect(found.high).toBeGreaterThanOrEqual(there)
  }
}

/** Fewer than 10,000 items; DynamoDB Local takes long to load them. */
const SMALL = { dynalite: 9_900, 'DynamoDB Local': 990 }
const LARGE = 13_000

describeOnEngines('an estimate', (engine) => {
  const small = SMALL[engine.name]

  test(`of ${small} items, fewer than 10,000, is exact`, async () => {
    const { estimate, truth } = await estimated(engine.endpoint, small)
    const exactly = (count: number) => ({ estimate: count, low: count, high: count })
    expect(estimate).toMatchObject({
      items: exactly(small),
      matched: exactly(truth.matched),
      candidates: exactly(truth.deletable),
      young: exactly(truth.young),
    })
    expect(estimate.sampled.items).toBe(small)
  })

  test(`of ${LARGE} items holds the truth, and is a sample of many segments`, async () => {
    const { estimate, truth } = await estimated(engine.endpoint, LARGE)
    expectHeld(estimate, truth)
    expect(estimate.items.low).toBeLessThan(estimate.items.high)
    expect(estimate.sampled).toMatchObject({ segments: 100, of: 10_000 })
    expect(estimate.sampled.items).toBeLessThan(10_000 + 0.15 * LARGE)
  })
})

describe('an engine whose last segments each bring the whole table', () => {
  test('is read in as many segments as it divides a table into', async () => {
    const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite')
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0 }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = Object(server.address())
    try {
      const { estimate, truth } = await estimated(`http://127.0.0.1:${address.port}`, 12_000)
      expect(estimate.sampled.of).toBe(4_096)
      expectHeld(estimate, truth)
    } finally {
      server.close()
    }
  })
})
