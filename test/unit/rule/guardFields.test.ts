import { describe, expect, test } from '@jest/globals'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { DEFAULT_GUARDS, type Guards, loosened, shareOf } from '../../../functions/scavenge/rule/guardFields.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { parseRuleText } from '../../../functions/scavenge/rule/ruleFile.ts'

const RULE = {
  table: 'jobs',
  filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
  age: { attribute: 'at', format: 'epochSeconds', olderThan: '2d' },
}

const guardsOf = (guards: unknown) => parseRule({ ...RULE, guards }, { file: 'jobs.yml', name: 'jobs' }).guards

describe('the guards of a rule', () => {
  test('have defaults, each by itself', () => {
    expect(parseRule(RULE, { file: 'jobs.yml', name: 'jobs' }).guards).toEqual({
      surge: 10,
      maxDeletes: 'none',
      maxShare: 'none',
      maxDollars: 'none',
      pointInTimeRecovery: 'optional',
    })
    expect(guardsOf({ maxShare: '20%' })).toEqual({ ...DEFAULT_GUARDS, maxShare: '20%' })
  })

  test('take every form that is promised', () => {
    const guards: Guards = {
      surge: 2.5,
      maxDeletes: 0,
      maxShare: '0.5%',
      maxDollars: 12.5,
      pointInTimeRecovery: 'required',
    }
    expect(guardsOf(guards)).toEqual(guards)
    expect(guardsOf({ surge: 'none' }).surge).toBe('none')
  })

  test.each<[object, string]>([
    [{ surge: 0.5 }, 'guards.surge: expected a number from 1 to 1000000, found 0.5'],
    [{ maxDeletes: -1 }, 'guards.maxDeletes: expected a whole number from 0 to 9007199254740991, found -1'],
    [{ maxDeletes: '100' }, 'guards.maxDeletes: expected a whole number'],
    [{ maxShare: 0.2 }, 'guards.maxShare: expected a share such as "20%", at most "100%" or "none", found 0.2'],
    [{ maxShare: '101%' }, 'guards.maxShare: expected a share'],
    [{ maxDollars: 'much' }, 'guards.maxDollars: expected a number from 0 to 1000000 or "none", found "much"'],
    [{ pointInTimeRecovery: true }, 'guards.pointInTimeRecovery: expected "optional" or "required", found true'],
    [{ maxItems: 5 }, 'guards.maxItems: unknown; allowed are surge, maxDeletes'],
  ])('are refused where they are wrong: %j', (guards, sentence) => {
    expect(() => guardsOf(guards)).toThrow(InvalidRule)
    expect(() => guardsOf(guards)).toThrow(sentence)
  })

  test('are changed by a stage one by one', () => {
    const text = `
table: jobs
filter: { expression: "attribute_exists(#at)", names: { "#at": at } }
age: { attribute: at, format: epochSeconds, olderThan: 2d }
guards: { maxShare: 20%, maxDeletes: 5000 }
stages:
  prod: { guards: { maxDeletes: none, pointInTimeRecovery: required } }
`
    expect(parseRuleText(text, 'jobs.yml', 'prod').rule.guards).toEqual({
      ...DEFAULT_GUARDS,
      maxShare: '20%',
      pointInTimeRecovery: 'required',
    })
  })
})

test.each([
  ['20%', 0.2],
  ['0.5 %', 0.005],
  ['100%', 1],
  ['0%', 0],
  ['none', undefined],
  ['100.1%', undefined],
  ['-1%', undefined],
  ['20', undefined],
])('the share of %s is %p', (text, share) => {
  expect(shareOf(text)).toEqual(share === undefined ? undefined : expect.closeTo(share))
})

describe('guards are loosened', () => {
  const strict: Guards = {
    surge: 5,
    maxDeletes: 100,
    maxShare: '20%',
    maxDollars: 1,
    pointInTimeRecovery: 'required',
  }

  test.each<[keyof Guards, Partial<Guards>]>([
    ['surge', { surge: 6 }],
    ['surge', { surge: 'none' }],
    ['maxDeletes', { maxDeletes: 101 }],
    ['maxDeletes', { maxDeletes: 'none' }],
    ['maxShare', { maxShare: '20.1%' }],
    ['maxShare', { maxShare: 'none' }],
    ['maxDollars', { maxDollars: 1.01 }],
    ['pointInTimeRecovery', { pointInTimeRecovery: 'optional' }],
  ])('in %s by %j', (guard, change) => {
    expect(loosened(strict, { ...strict, ...change })).toBe(guard)
  })

  test('by nothing that is as tight or tighter', () => {
    const tighter: Guards = { ...strict, surge: 4, maxDeletes: 0, maxShare: '5%', maxDollars: 0 }
    expect([loosened(strict, strict), loosened(strict, tighter), loosened(DEFAULT_GUARDS, strict)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
