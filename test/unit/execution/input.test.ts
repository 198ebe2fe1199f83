import { describe, expect, test } from '@jest/globals'
import { parseInput } from '../../../functions/scavenge/execution/input.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'

const rule = parseRule(
  {
    table: 'workers',
    filter: { expression: '#a = :x', names: { '#a': 'A' }, values: { ':x': 1 } },
    age: { attribute: 'T', format: 'rfc3339', olderThan: '48h' },
    maxWriteUnitsPerSecond: 5,
    burstSeconds: 30,
  },
  { file: 'rules/workers.yml', name: 'workers' },
)

describe('the settings of an execution', () => {
  test('have at most 20 readers where the rule reads an index', () => {
    const indexed = { ...rule, index: 'by-status' }
    expect(parseInput({ readers: 20 }, indexed).settings.readers).toBe(20)
    expect(() => parseInput({ readers: 21 }, indexed)).toThrow(
      "execution input: readers: expected at most 20 beside the rule's index, found 21",
    )
    expect(parseInput({ readers: 40 }, rule).settings.readers).toBe(40)
  })

  test('are the rule as deployed where the input is empty', () => {
    const { settings, given } = parseInput({}, rule)
    const { olderThanMs, totalSegments, readers, deleters, maxWriteUnitsPerSecond, burstSeconds } = settings
    expect(olderThanMs).toBe(172_800_000)
    expect([totalSegments, readers, deleters]).toEqual([rule.totalSegments, rule.readers, rule.deleters])
    expect([maxWriteUnitsPerSecond, burstSeconds]).toEqual([5, 30])
    expect([settings.dryRun, settings.force]).toEqual([false, false])
    expect(given.size).toBe(0)
  })

  test('are what the input says before what the rule says, each field of it', () => {
    const input = {
      dryRun: true,
      olderThan: '3d',
      totalSegments: 1,
      readers: 2,
      deleters: 3,
      maxWriteUnitsPerSecond: 4.5,
      maxReadUnitsPerSecond: 6,
      force: true,
    }
    const { olderThan: _olderThan, ...same } = input
    const { settings, given } = parseInput(input, rule)
    expect(settings).toMatchObject({ ...same, olderThanMs: 259_200_000 })
    expect([...given].sort()).toEqual([...Object.keys(same), 'olderThanMs'].sort())
  })

  test('are told apart from those of the rule even where both are the same', () => {
    const { settings, given } = parseInput({ dryRun: false, olderThan: '2d', totalSegments: 40 }, rule)
    expect(settings).toMatchObject({ dryRun: false, olderThanMs: 172_800_000, totalSegments: 40 })
    expect([...given].sort()).toEqual(['dryRun', 'olderThanMs', 'totalSegments'])
  })

  test('are refused where they would delete what the rule keeps', () => {
    expect(() => parseInput({ olderThan: '47h' }, rule)).toThrow(
      `execution input: olderThan: expected at least the rule's 48h, found "47h"`,
    )
  })
})

describe('olderThan', () => {
  const withAge = (age: unknown) => {
    const filter = { expression: 'attribute_exists(#a)', names: { '#a': 'A' } }
    return parseRule({ table: 'workers', filter, age }, { file: 'rules/workers.yml', name: 'workers' })
  }
  const olderThan = { by: 'type', periods: { SESSION: '1d', LOG: '30d' }, default: 'never' }
  const byType = withAge({ attribute: 'T', format: 'rfc3339', olderThan })

  test('is the shortest period where items have their own, or a longer floor for each', () => {
    expect(parseInput({}, byType).settings.olderThanMs).toBe(86_400_000)
    expect(parseInput({ olderThan: '7d' }, byType).settings.olderThanMs).toBe(7 * 86_400_000)
    expect(() => parseInput({ olderThan: '23h' }, byType)).toThrow(`expected at least the rule's 24h, found "23h"`)
  })

  test('has no place beside a rule that looks at no age', () => {
    const none = withAge('none')
    expect(parseInput({}, none).settings.olderThanMs).toBe(0)
    expect(() => parseInput({ olderThan: '1d' }, none)).toThrow(
      'execution input: olderThan: expected nothing, since the rule looks at no age (age: none), found "1d"',
    )
  })

  test.each(['1M', '2y', '3 months'])('%s is refused, since it has no fixed length', (text) => {
    expect(() => parseInput({ olderThan: text }, rule)).toThrow('since months and years have no fixed length')
  })
})

test('values are handed on as they were given', () => {
  expect(parseInput({ values: { ':tenant': 'T' } }, rule).values).toEqual({ ':tenant': 'T' })
  expect(parseInput({}, rule)).not.toHaveProperty('values')
  expect(() => parseInput({ values: 'TENANT' }, rule)).toThrow(
    'values: expected a map of :value to a text or a number, found a string of 6 characters',
  )
})
