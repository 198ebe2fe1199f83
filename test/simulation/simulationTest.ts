import { expect, test } from '@jest/globals'
import { describeFailure, type Kind, simulateSeeds } from './summary.ts'

/** Also where a run of the tests gives all others less. */
const TIMEOUT_MS = 180_000

/**
 * Declares the test of `count` seeds. Each part of the seeds is a test file, so that the parts run side by side. The
 * first part is short, as mutation testing runs it for each mutant of a pass.
 */
export function simulationTest(
  from: number,
  count: number,
  { rules = 'plain', shards = false }: Partial<Kind> = {},
): void {
  const kind = { rules, shards }
  const what = `${rules} rules${shards ? ' with shards' : ''}`
  test(
    `every invariant holds from seed ${from} to ${from + count - 1} of ${what}`,
    async () => {
      const { runs, violations } = await simulateSeeds(from, count, kind)
      const [first] = violations
      expect(runs).toBe(count)
      expect(first && (await describeFailure(first.seed, first.violation, kind))).toBeUndefined()
    },
    TIMEOUT_MS,
  )
}
