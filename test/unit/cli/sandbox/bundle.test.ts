import { statSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { buildBundle } from '../../../../cli/sandbox/bundle.ts'

/** The goal of docs/performance.md: what is larger starts more slowly. */
const MAX_BYTES = 350 * 1_024

test('the bundle that a deployment uploads stays small', async () => {
  const bundle = await buildBundle()
  try {
    expect(statSync(bundle.path).size).toBeLessThan(MAX_BYTES)
  } finally {
    bundle.remove()
  }
})
