import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Coverage } from './coverage.ts'
import { KINDS } from './kinds.ts'

/** Tables of each kind; `npm run simulate:estimate` takes 10,000. */
const TABLES = 100

type Row = Coverage & { readonly name: string; readonly atLeast: number }

const rows = new Map<string, Row>()

/** A process of its own: in jest's context the same arithmetic takes ten times as long. */
beforeAll(() => {
  const command = fileURLToPath(new URL('./simulateEstimate.ts', import.meta.url))
  const printed = execFileSync(process.execPath, [command, '--tables', String(TABLES), '--json'], { encoding: 'utf8' })
  for (const line of printed.trim().split('\n')) {
    const row: Row = JSON.parse(line)
    rows.set(row.name, row)
  }
})

describe('of simulated tables the interval holds the truth in as many as it promises', () => {
  test.each(KINDS)('$name', ({ name, atLeast }) => {
    const row = rows.get(name)
    for (const share of [row?.items, row?.candidates, row?.itemsUncounted, row?.candidatesUncounted]) {
      expect(share).toBeGreaterThanOrEqual(atLeast)
    }
  })

  test.each(KINDS)('$name: low lies above the truth in at most one of forty', ({ name }) => {
    expect(rows.get(name)?.belowLow).toBeLessThanOrEqual(0.025)
  })
})

test('the naive interval holds the truth too seldom wherever tables are not even', () => {
  for (const [name, { naive }] of rows) {
    if (name === 'even') expect(naive).toBeGreaterThan(0.9)
    else expect(naive).toBeLessThan(0.93)
  }
})
