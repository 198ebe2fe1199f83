import { describe, expect, test } from '@jest/globals'
import { indexReads, readingOf, unseenBy } from '../../../functions/scavenge/reading/reading.ts'
import { parseRule, type Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'

const CUTOFF_MS = Date.UTC(2026, 0, 1)
const STATUS: KeyAttribute = { name: 'status', type: 'S' }
const AT: KeyAttribute = { name: 'at', type: 'N' }

function ruleOf(expression: string, age: unknown): Rule {
  const used = (sign: string, of: (name: string) => string) =>
    Object.fromEntries((expression.match(new RegExp(`${sign}\\w+`, 'g')) ?? []).map((name) => [name, of(name)]))
  const filter = {
    expression,
    names: used('#', (name) => name.slice(1)),
    values: used(':', (name) => name.slice(1)),
  }
  return parseRule({ table: 'jobs', filter, age, index: 'by-status' }, { file: 'jobs.yml', name: 'jobs' })
}

const timed = (attribute: unknown) => ({ attribute, format: 'epochSeconds', olderThan: '30d' })
const DONE = '(#status = :done OR #status = :failed) AND #kind = :job'
const table = (...key: KeyAttribute[]) => ({ index: { name: 'by-status', key } })

describe('an index is queried', () => {
  test('by its partitions up to the cutoff, where its sort key is the age', () => {
    const rule = ruleOf(DONE, timed('at'))
    const to = { N: String(CUTOFF_MS / 1_000) }
    expect(readingOf(rule, table(STATUS, AT), CUTOFF_MS)).toEqual({
      kind: 'query',
      parts: [
        { partition: { S: 'done' }, to },
        { partition: { S: 'failed' }, to },
      ],
    })
    expect(indexReads(rule, table(STATUS, AT))).toEqual({ index: 'by-status', by: 'query', partitions: 2 })
    expect(unseenBy(rule, table(STATUS, AT)).unseen).toContain('young or undated')
  })

  test('and says that it does not see the young and undated only where it ends at the cutoff', () => {
    const said = (age: unknown, sort: KeyAttribute) =>
      unseenBy(ruleOf('#status = :done', age), table(STATUS, sort)).unseen
    const text: KeyAttribute = { name: 'at', type: 'S' }
    const whole = 'items that are not in the index by-status were not read'
    expect(said('none', AT)).toBe(whole)
    expect(said({ ...timed('at'), format: 'epoch' }, AT)).toBe(whole)
    expect(said({ ...timed('at'), format: 'uuidv1' }, text)).toBe(whole)
    expect(said({ ...timed('at'), format: 'ulid', between: ['A', ''] }, text)).toBe(whole)
    expect(said({ ...timed('at'), format: 'ulid' }, text)).toContain('young or undated')
  })

  test('where the sort key is the first of several attributes: each entry has it', () => {
    const age = { attributes: ['at', 'createdAt'], format: 'epochSeconds', olderThan: '30d' }
    expect(readingOf(ruleOf(DONE, age), table(STATUS, AT), CUTOFF_MS).kind).toBe('query')
  })

  test.each([
    ['with any sort key', table(STATUS, AT)],
    ['without one', table(STATUS)],
  ])('%s in whole partitions, where the rule looks at no age', (_what, described) => {
    const reading = readingOf(ruleOf('#status = :done', 'none'), described, CUTOFF_MS)
    expect(reading).toEqual({ kind: 'query', parts: [{ partition: { S: 'done' } }] })
  })

  test('in parts that are the same in every pass, and as many for every cutoff of a day', () => {
    const rule = ruleOf(DONE, { attribute: 'at', format: 'rfc3339', olderThan: '30d' })
    const described = table(STATUS, { name: 'at', type: 'S' })
    const made = readingOf(rule, described, CUTOFF_MS)
    expect(readingOf(rule, described, CUTOFF_MS)).toEqual(made)
    expect(made.kind === 'query' && made.parts.length).toBe(4)
  })
})

describe('an index is scanned', () => {
  test.each<[string, Rule, { readonly index: { readonly name: string; readonly key: readonly KeyAttribute[] } }]>([
    ['whose sort key is not the age', ruleOf(DONE, timed('endedAt')), table(STATUS, AT)],
    ['whose sort key only begins a path', ruleOf(DONE, timed(['at', 'end'])), table(STATUS, AT)],
    [
      'whose sort key is the age of some items',
      ruleOf(DONE, { ...timed(undefined), attributes: ['x', 'at'] }),
      table(STATUS, AT),
    ],
    ['without a sort key', ruleOf(DONE, timed('at')), table(STATUS)],
    ['whose partition key the filter does not compare', ruleOf('#kind = :job', timed('at')), table(STATUS, AT)],
    ['whose sort key the filter names too', ruleOf('#status = :done AND #at < :x', timed('at')), table(STATUS, AT)],
  ])('%s', (_what, rule, described) => {
    expect(readingOf(rule, described, CUTOFF_MS)).toEqual({ kind: 'scan' })
    expect(indexReads(rule, described)).toEqual({ index: 'by-status', by: 'scan' })
    expect(unseenBy(rule, described)).toEqual({ unseen: 'items that are not in the index by-status were not read' })
  })

  test('never where the rule reads its table', () => {
    expect(readingOf(ruleOf(DONE, timed('at')), {}, CUTOFF_MS)).toEqual({ kind: 'scan' })
    expect(indexReads(ruleOf(DONE, timed('at')), {})).toBeUndefined()
    expect(unseenBy(ruleOf(DONE, timed('at')), {})).toEqual({})
  })
})
