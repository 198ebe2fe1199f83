import { expect, test } from '@jest/globals'
import { readersFor } from '../../../functions/scavenge/tasks/estimate.ts'

test('an estimate reads with fewer readers where the function has no memory for a page of each', () => {
  expect([128, 256, 512, 1_769].map((memoryMb) => readersFor(10, memoryMb))).toEqual([3, 9, 10, 10])
  expect(readersFor(40, 512)).toBe(22)
  expect(readersFor(1, 10_240)).toBe(1)
  expect(readersFor(10, 64)).toBe(1)
})
