import { expect, test } from '@jest/globals'
import { nodeOptions } from '../../../functions/scavenge/environment/nodeOptions.ts'

function sizesOf(memoryMb: number): { semiSpaceMb: number; oldSpaceMb: number } {
  const sizes = /^--max-semi-space-size=(\d+) --max-old-space-size=(\d+)$/.exec(nodeOptions(memoryMb))
  return { semiSpaceMb: Number(sizes?.[1]), oldSpaceMb: Number(sizes?.[2]) }
}

test.each([128, 256, 512, 1_769, 10_240])('V8’s whole heap fits into %d MB of memory', (memoryMb) => {
  const { semiSpaceMb, oldSpaceMb } = sizesOf(memoryMb)
  const heapMb = 3 * semiSpaceMb + oldSpaceMb
  expect(heapMb).toBeLessThanOrEqual(memoryMb * 0.9)
  expect(heapMb).toBeGreaterThan(memoryMb * 0.85)
})
