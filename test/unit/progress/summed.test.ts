import { expect, test } from '@jest/globals'
import { summed } from '../../../functions/scavenge/progress/summed.ts'

test('each name has the sum of its numbers, and one that a record has not counts as 0 there', () => {
  expect(summed([{ deleted: 3, passes: 1 }, { deleted: 2.5 }, {}, { young: 1 }])).toEqual({
    deleted: 5.5,
    passes: 1,
    young: 1,
  })
})

test('no record has no sum', () => {
  expect(summed([])).toEqual({})
})
