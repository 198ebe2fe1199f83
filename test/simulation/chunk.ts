import { expect, test } from '@jest/globals'
import { describeFailure, simulateSeeds } from './summary.ts'

/** Declares the test that runs a part of the seeds; the parts are files of their own, so that they run side by side. The first is short: mutants of a pass run it too. */
export function simulationTest(from: number, count: number): void {
  test(`every invariant holds from seed ${from} to ${from + count - 1}`, async () => {
    const { runs, violations } = await simulateSeeds(from, count)
    const [first] = violations
    expect(runs).toBe(count)
    expect(first && (await describeFailure(first.seed, first.violation))).toBeUndefined()
  })
}
