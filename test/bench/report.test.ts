import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { fill, markdownTable, number, percent } from '../../bench/report/markdown.ts'
import { SCENARIO_NAMES } from '../../bench/results.ts'
import { median, medianRun } from '../../bench/scenarios/context.ts'

describe('the report', () => {
  test('replaces what is between its markers and nothing else', () => {
    const before = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb'
    expect(fill(before, 'x', 'new')).toBe('a\n<!-- bench:x -->\nnew\n<!-- /bench:x -->\nb')
    expect(fill(fill(before, 'x', 'one'), 'x', 'new')).toBe(fill(before, 'x', 'new'))
    expect(() => fill(before, 'y', 'new')).toThrow('bench:y')
  })

  test('has a place in docs/performance.md for every scenario', () => {
    const document = readFileSync('docs/performance.md', 'utf8')
    for (const name of [...SCENARIO_NAMES, 'goals', 'profile']) expect(() => fill(document, name, '')).not.toThrow()
  })

  test('writes numbers for people, and a dash for what was not measured', () => {
    expect([number(1234.5, 1), number(null), percent(0.985), percent(undefined)]).toEqual([
      '1,234.5',
      '–',
      '98.5 %',
      '–',
    ])
    expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | ---: |\n| 1 | 2 |')
  })

  test('takes a value that was measured for the median', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([5])]).toEqual([2, 2, 5])
    expect(medianRun([{ s: 3 }, { s: 1 }, { s: 2 }], ({ s }) => s)).toEqual({ s: 2 })
    expect(() => median([])).toThrow(RangeError)
  })
})
