import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { verifyOutcome } from '../../../../../cli/commands/local/verifyOutcome.ts'
import { failedBefore } from '../../../../../cli/report/localOutcome.ts'
import { readRuleFile } from '../../../../../functions/scavenge/rule/ruleFile.ts'

/** Verifies a run that left one young item, with scans that find so many young items, one number for each scan. */
async function verified(scans: readonly number[]) {
  let scanned = 0
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'an-id', secretAccessKey: 'x' },
  })
  client.middlewareStack.add(
    () => async () => {
      const found = scans[scanned++] ?? 0
      const Items = Array.from({ length: found }, () => ({ StartExecutionTime: { S: '2026-01-05T00:00:00Z' } }))
      return { output: { $metadata: {}, Items, ScannedCount: found }, response: {} }
    },
    { step: 'initialize' },
  )
  const endpoint = { client, environment: async () => ({}) }
  const { error, cause, ...before } = failedBefore('', '')
  const outcome = await verifyOutcome(
    { ...before, status: 'SUCCEEDED', ledger: { young: 1 }, startTime: '2026-01-05T00:00:00Z' },
    undefined,
    {
      input: {},
      loaded: readRuleFile('rules/workers.yml'),
      target: { endpoint, seed: undefined },
      signal: new AbortController().signal,
    },
  )
  return { outcome, scanned }
}

describe('the verification of a table at an endpoint', () => {
  test('fails the run where the scan contradicts the ledger and a second one finds the same', async () => {
    const { outcome, scanned } = await verified([2, 2])
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'RecountDisagrees', verification: { agrees: false } })
    expect(scanned).toBe(2)
  })

  test('proves nothing where the table changes between two scans', async () => {
    const { outcome } = await verified([2, 3])
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', verification: { agrees: true, matchedLeft: 2 } })
    expect(outcome.verification?.differences).toEqual(['matchedLeft: expected 1, found 2'])
  })

  test('scans once where the scan agrees', async () => {
    const { outcome, scanned } = await verified([1])
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', verification: { agrees: true, differences: [] } })
    expect(scanned).toBe(1)
  })
})
