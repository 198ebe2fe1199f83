import { expect, test } from '@jest/globals'
import { describeFailure, simulateSeeds } from './summary.ts'

/**
 * Declares the test of `count` seeds. Each part of the seeds is a test file, so that the parts run side by side. The
 * first part is short, as mutation testing runs it for each mutant of a pass.
 */
export function simulationTest(from: number, count: number): void {
  test(`every invariant holds from seed ${from} to ${from + count - 1}`, async () => {
    const { runs, violations } = await simulateSeeds(from, count)
    const [first] = violations
    expect(runs).toBe(count)
    expect(first && (await describeFailure(first.seed, first.violation))).toBeUndefined()
  })
}
