import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { SeedCounts } from '../../cli/engine/seedItems.ts'
import { makeSeedTable } from '../../cli/engine/seedTable.ts'
import { describeTable } from '../../functions/scavenge/dynamodb/describe/describeTable.ts'
import { DynamoDBTable } from '../../functions/scavenge/dynamodb/dynamoDBTable.ts'
import type { Estimate } from '../../functions/scavenge/estimate/estimate.ts'
import { soundSegments } from '../../functions/scavenge/estimate/soundSegments.ts'
import { parseInput } from '../../functions/scavenge/execution/input.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { estimateTable } from '../../functions/scavenge/tasks/estimate.ts'
import { realClock } from '../../functions/scavenge/waiting/clock.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf } from '../support/engines/tables.ts'
import { workersRule } from '../support/rules/workersRule.ts'
import { IS_LONG } from '../support/shared/long.ts'
import { randomOf } from '../support/virtual/random.ts'

jest.setTimeout(120_000)

const NOW_MS = Date.UTC(2026, 10, 24)
const CUTOFF_MS = NOW_MS - 48 * 3_600_000

/** Items. Fewer than 10,000 are read whole; as many take long to load. */
const [FEW, SMALL, LARGE] = [100, IS_LONG ? 9_900 : 990, 13_000]
/** From which an estimate draws a sample. */
const SEGMENTS = 10_000

/** What is asked about the demo table with so many items. One seed a size: an interval may miss the truth in one of 20. */
async function seeded(endpoint: string, items: number) {
  const table = `workers-${items}`
  const client = clientOf(endpoint)
  const truthAt = await makeSeedTable({ client, table, items, nowMs: NOW_MS, signal: NEVER })
  const rule = parseRule(workersRule(table), { file: 'rules/workers.yml', name: 'workers' })
  return { client, rule, truth: truthAt(CUTOFF_MS), [Symbol.dispose]: () => client.destroy() }
}

/** The estimate of that table, and the truth. */
async function estimated(
  endpoint: string,
  items: number,
): Promise<{ readonly estimate: Estimate; readonly truth: SeedCounts }> {
  using asked = await seeded(endpoint, items)
  const { client, rule, truth } = asked
  const input = { execution: { startMs: NOW_MS }, ...parseInput({ estimate: true }, rule) }
  const context = { client, rule, input, memoryMb: 512, remainingMs: () => 900_000, random: randomOf(items) }
  return { estimate: await estimateTable(context), truth }
}

/** In how many segments an estimate would read it that wants 10,000. */
async function segmentsOf(endpoint: string): Promise<number> {
  using asked = await seeded(endpoint, FEW)
  const { client, rule } = asked
  const table = new DynamoDBTable(client, rule, await describeTable(client, rule, NEVER), { wholeItems: true })
  const reading = { table, clock: realClock, random: randomOf(1), readCap: undefined, requestTimeoutMs: 10_000 }
  return soundSegments({ ...reading, readers: 1 }, SEGMENTS, NEVER)
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

describeOnEngines('an estimate', (engine) => {
  test(`of ${SMALL} items, fewer than 10,000, is exact`, async () => {
    const { estimate, truth } = await estimated(engine.endpoint, SMALL)
    const exactly = (count: number) => ({ estimate: count, low: count, high: count })
    expect(estimate).toMatchObject({
      items: exactly(SMALL),
      matched: exactly(truth.matched),
      candidates: exactly(truth.deletable),
      young: exactly(truth.young),
    })
    expect(estimate.sampled.items).toBe(SMALL)
  })

  test('may draw from 10,000 segments', async () => {
    expect(await segmentsOf(engine.endpoint)).toBe(SEGMENTS)
  })
})

describeOnEngines(
  'an estimate of a table that is not read whole',
  (engine) => {
    test(`of ${LARGE} items holds the truth, and is a sample of many segments`, async () => {
      const { estimate, truth } = await estimated(engine.endpoint, LARGE)
      expectHeld(estimate, truth)
      expect(estimate.items.low).toBeLessThan(estimate.items.high)
      expect(estimate.sampled).toMatchObject({ segments: 100, of: SEGMENTS })
      expect(estimate.sampled.items).toBeLessThan(10_000 + 0.15 * LARGE)
    })
  },
  IS_LONG ? ['dynalite', 'DynamoDB Local'] : ['DynamoDB Local'],
)

describe('an engine whose last segments each bring the whole table', () => {
  const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite')
  let server: Server
  let endpoint: string
  beforeAll(async () => {
    server = dynalite({ createTableMs: 0, deleteTableMs: 0 }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    endpoint = `http://127.0.0.1:${Object(server.address()).port}`
  })
  afterAll(() => {
    server.close()
  })

  test('is read in as many segments as it divides a table into', async () => {
    expect(await segmentsOf(endpoint)).toBe(4_096)
  })

  if (IS_LONG) {
    test('is estimated so that the interval holds the truth', async () => {
      const { estimate, truth } = await estimated(endpoint, 12_000)
      expect(estimate.sampled.of).toBe(4_096)
      expectHeld(estimate, truth)
    })
  }
})
