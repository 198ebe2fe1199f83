import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { buildBundle } from '../../../../cli/sandbox/bundle.ts'

/** The goal of docs/performance.md: what is larger starts more slowly. */
const MAX_BYTES = 350 * 1_024

test('the bundle that a deployment uploads stays small', async () => {
  using bundle = await buildBundle()
  expect(statSync(bundle.path).size).toBeLessThan(MAX_BYTES)
})

test('another entry may have a module as it comes, in place of its stand-in', async () => {
  const entry = fileURLToPath(new URL('../../../../functions/scavenge/sdk/stepFunctionsClient.ts', import.meta.url))
  using lean = await buildBundle({ entry })
  using whole = await buildBundle({ entry, asTheyCome: ['@smithy/core/retry'] })
  expect(readFileSync(lean.path, 'utf8')).not.toContain('x-amz-retry-after')
  expect(readFileSync(whole.path, 'utf8')).toContain('x-amz-retry-after')
})
