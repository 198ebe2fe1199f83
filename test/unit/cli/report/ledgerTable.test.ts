import { expect, test } from '@jest/globals'
import { ledgerTable } from '../../../../cli/report/ledgerTable.ts'
import { ESTIMATE } from '../../../support/rules/estimates.ts'

const LEDGER = { scanned: 16_000, matched: 15_690, deleted: 15_600, young: 80, undated: 10, spared: 0 }
const row = (table: string, name: string) => table.split('\n').find((line) => line.startsWith(`│ ${name} `)) ?? ''

test('the counts stand beside what the estimate said of them', () => {
  const table = ledgerTable(LEDGER, ESTIMATE)
  expect(row(table, 'deleted')).toMatch(/│ +15,600 │ 15,400 – 15,800 │/)
  expect(row(table, 'scanned')).toMatch(/│ +16,000 │ 15,800 – 16,400 │/)
  expect(row(table, 'undated')).toMatch(/│ +10 │ +10 │/)
  expect(row(table, 'spared')).toMatch(/│ +0 │ +│/)
})

test('without an estimate there is no column for it', () => {
  expect(ledgerTable(LEDGER, undefined)).not.toContain('estimated')
  expect(row(ledgerTable({ wouldDelete: 3 }, ESTIMATE), 'wouldDelete')).toContain('15,400 – 15,800')
})
