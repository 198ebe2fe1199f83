import { describe, expect, test } from '@jest/globals'
import { Shown } from '../../../../../cli/commands/estimate/shown.ts'
import { THINGS_RULE } from '../../../../support/rules/thingsRule.ts'
import { JUDGE, JUDGED_AT, thing } from '../../../../support/virtual/sampleScene.ts'

const DECIDING = { rule: THINGS_RULE, at: JUDGED_AT, key: ['id'] }

describe('the items that an estimate shows', () => {
  test('are so many candidates and undated items, with verdict, key and decision attributes', () => {
    const shown = new Shown(2)
    const judge = shown.noting(JUDGE, DECIDING)
    for (const id of [1, 2, 3]) judge(thing(id, 'candidate'))
    judge(thing(4, 'young'))
    judge(thing(5, 'undated'))
    expect(shown.lines()).toEqual([
      'Candidates of the sample: verdict, key, decision attributes',
      '  candidate  {"id":{"S":"1"}}  {"at":{"S":"1700000000"},"done":{"BOOL":true}}',
      '  candidate  {"id":{"S":"2"}}  {"at":{"S":"1700000000"},"done":{"BOOL":true}}',
      'Undated items of the sample: verdict, key, decision attributes',
      '  undatedUnreadable  {"id":{"S":"5"}}  {"at":{"S":"never"},"done":{"BOOL":true}}',
    ])
  })

  test('are each shown once, in however many ways the table is read', () => {
    const shown = new Shown(5)
    const judge = shown.noting(JUDGE, DECIDING)
    for (const id of [1, 1, 1]) judge(thing(id, 'candidate'))
    expect(shown.lines()).toHaveLength(3)
  })

  test('leave the judgement as it is', () => {
    const judge = new Shown(1).noting(JUDGE, DECIDING)
    expect(judge(thing(1, 'candidate'))).toEqual(JUDGE(thing(1, 'candidate')))
    expect(judge(thing(1, 'young'))).toEqual({ kind: 'young' })
  })

  test('are said to be none, or not spoken of where none were asked for', () => {
    expect(new Shown(1).lines()).toEqual(['Candidates of the sample: none', 'Undated items of the sample: none'])
    expect(new Shown(0).lines()).toEqual([])
  })
})
