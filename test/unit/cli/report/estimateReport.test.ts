import { describe, expect, test } from '@jest/globals'
import { estimateReport } from '../../../../cli/report/estimateReport.ts'
import { ESTIMATE } from '../../../support/rules/estimates.ts'

const lines = (change: object = {}, place: Parameters<typeof estimateReport>[1] = { isDemo: false }) =>
  estimateReport({ ...ESTIMATE, ...change }, place).split('\n')
const line = (start: string, of = lines()) => of.find((each) => each.includes(start)) ?? ''

describe('the report of an estimate', () => {
  test('has a row for each count, with its limits or that it is exact', () => {
    expect(line('│ candidates')).toMatch(/│ 15,590 │ 15,400 – 15,800 │ would be deleted/)
    expect(line('│ undated')).toMatch(/│ +10 │ +exact │/)
    for (const name of ['items', 'matched', 'young']) expect(line(`│ ${name}`)).toContain(' – ')
  })

  test('has the write units of the table and of each index, and dollars of each part', () => {
    expect(line('delete from the table')).toMatch(/│ +15,590 │ 0.009744 │/)
    expect(line('delete from the index byOwner')).toMatch(/│ +15,590 │ 0.009744 │/)
    for (const part of ['scan', 'Lambda', 'Step Functions']) expect(line(`│ ${part}`)).toMatch(/0\.000\d{3} │$/)
    expect(line('│ total')).toContain('0.010318')
  })

  test('names the indexes that have no price', () => {
    const writeUnits = { ...ESTIMATE.writeUnits, notPriced: ['byMeaning'] }
    expect(line('byMeaning', lines({ writeUnits }))).toContain('not priced')
  })

  test('has the cost of reading the index and of scanning the table side by side', () => {
    const index = { name: 'byState', by: 'query', readUnits: 1_250, dollars: 0.000156 } as const
    const reads = { index, table: { readUnits: 125_000, dollars: 0.015625 } }
    const both =
      'Reading the index byState by Queries: 1,250 read units, $0.000156; a scan of the table: 125,000 read units, $0.015625'
    expect(lines({ reads })).toContain(both)
    expect(line('│ items', lines({ reads }))).toContain('items in the index byState')
    const alone = { reads: { index: { ...index, by: 'scan' } } }
    expect(line('byState by Scans', lines(alone))).toContain('the table does not tell its size')
    expect(line('Reading the index')).toBe('')
  })

  test('says bytes, ages, time, what was read and what would be cheaper', () => {
    expect(lines()).toContain('2,806,200 bytes would be deleted, the oldest of 2018-03-01, the newest of 2026-11-21')
    expect(lines()).toContain('At the caps it takes about 7.9 s')
    expect(lines()).toContain('Read for this: 100 of 10,000 segments, 10,160 items, 232.5 read units')
    expect(lines()).toContain('Cheaper, about $0.000300: Copy the items that stay.')
  })

  test('draws a bar for each range of ages: the longest for the most, one character for few, none for nothing', () => {
    const bars = lines().filter((each) => /^ .*(–|more) /.test(each))
    expect(bars.map((bar) => [...bar].filter((character) => character === '█').length)).toEqual([2, 0, 40])
    expect(bars[0]).toMatch(/2 – 7 .* 590$/)
    expect(bars[2]).toMatch(/36,525 and more .* 15,000$/)
  })

  test('has no histogram and no days where nothing would be deleted', () => {
    const none = lines({ ages: [], oldest: null, newest: null, bytes: 0 })
    expect(none).toContain('0 bytes would be deleted')
    expect(none.join('\n')).not.toContain('Age in days')
  })

  test.each<[Parameters<typeof estimateReport>[1], string]>([
    [{ isDemo: true }, 'The confirmation code is k7m2q9x4tb. The demo table needs no confirmation.'],
    [{ isDemo: false }, 'write confirmed: k7m2q9x4tb into the rule file, or add --confirm k7m2q9x4tb'],
    [{ stage: 'dev', rule: 'jobs' }, 'write stages: { dev: { confirmed: k7m2q9x4tb } } into the rule file and deploy'],
    [{ stage: 'dev', rule: 'jobs' }, `start --stage dev --rule jobs --input '{"confirm":"k7m2q9x4tb"}'`],
  ])('says how to confirm: %j', (place, sentence) => {
    expect(lines({}, place).at(-1)).toContain(sentence)
  })
})
