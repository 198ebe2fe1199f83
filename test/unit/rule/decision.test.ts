import { describe, expect, test } from '@jest/globals'
import { judge } from '../../../functions/scavenge/rule/decision.ts'

const age = { attribute: 'constructor', format: 'epochSeconds', olderThanMs: 0 } as const
const cutoffMs = 1_700_000_000_000

describe('decision', () => {
  test('an item exactly as old as the cutoff is a candidate, one a fraction younger is not', () => {
    expect(judge({ constructor: { N: '1700000000' } }, age, cutoffMs)).toBe('candidate')
    expect(judge({ constructor: { N: '1700000000.0000001' } }, age, cutoffMs)).toBe('young')
  })

  test('an absent age is missing, even where JavaScript finds a property of that name', () => {
    expect(judge({}, age, cutoffMs)).toBe('undatedMissing')
  })
})
