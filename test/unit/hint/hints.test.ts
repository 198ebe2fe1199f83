import { describe, expect, test } from '@jest/globals'
import { hints } from '../../../functions/scavenge/hint/hints.ts'
import { UndatedShapes } from '../../../functions/scavenge/hint/undatedShapes.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const DOTTED: Rule = {
  ...THINGS_RULE,
  age: { kind: 'timed', paths: [['meta.at']], format: 'epochSeconds', period: { kind: 'fixed', ms: 86_400_000 } },
}
const NOTHING = { counts: NO_COUNTS, shapes: new UndatedShapes(), firstItems: [] }

describe('the hints of a result', () => {
  test('are none where there is nothing to say', () => {
    expect(hints(THINGS_RULE, NOTHING)).toEqual([])
    expect(hints(DOTTED, NOTHING)).toEqual([])
  })

  test('say what the filter’s attributes hold where nothing matched', () => {
    expect(hints(THINGS_RULE, { ...NOTHING, firstItems: [{ done: { S: 'true' } }] })).toEqual([
      expect.stringContaining('"done" is S in 1 of the first item; the filter compares it with BOOL'),
    ])
  })

  test('say that a path was probably meant where each item lacks an attribute with a dot', () => {
    const lacking = { ...NOTHING, counts: { ...NO_COUNTS, matched: 2, undatedMissing: 2 } }
    expect(hints(DOTTED, lacking)).toEqual([
      'no matched item has the attribute "meta.at"; its name has a dot, so a path was probably meant: [meta, at]',
    ])
    expect(hints(THINGS_RULE, lacking)).toEqual([])
    expect(hints(DOTTED, { ...lacking, counts: { ...lacking.counts, matched: 3, young: 1 } })).toEqual([])
  })

  test('say how ages that could not be read are written', () => {
    expect(hints(THINGS_RULE, { ...NOTHING, shapes: new UndatedShapes([['9999-99-99', 3]]) })).toEqual([
      'the most frequent shape of the ages that could not be read is 9999-99-99 (9 for a digit, A for a letter)',
    ])
  })
})
