import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { deployedName, isStage, parseDeployedName } from '../../../../statemachine/stage/deployedName.ts'

const SERVICE = 'dynamodb-scavenger'
const stage = fc.stringMatching(/^[a-c0]{1,3}(?:-[a-c0]{1,3}){0,2}$/)
const rule = fc.stringMatching(/^[a-cA][a-c0-]{0,5}$/)

describe('a deployed name', () => {
  test('gives its stage and rule back, so that no two share one, whatever hyphens they have', () => {
    fc.assert(
      fc.property(stage, rule, (stage, rule) => {
        expect(isStage(stage)).toBe(true)
        expect(parseDeployedName(SERVICE, deployedName(SERVICE, { stage, rule }))).toEqual({ stage, rule })
      }),
      { numRuns: 1_000 },
    )
  })

  test('of a stage without a hyphen is SERVICE-STAGE-RULE', () => {
    expect(deployedName(SERVICE, { stage: 'prod', rule: 'old-jobs' })).toBe('dynamodb-scavenger-prod-old-jobs')
  })

  test.each(['', 'Dev', 'a_b', '-a', 'a-', 'a--b'])('is not made for the stage "%s"', (stage) => {
    expect(isStage(stage)).toBe(false)
  })
})
