import { describe, expect, test } from '@jest/globals'
import { parseInput } from '../../../functions/scavenge/execution/input.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'

const rule = parseRule(
  {
    table: 'jobs',
    filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
    age: { attribute: 'at', format: 'epochSeconds', olderThan: '2d' },
    guards: { maxDeletes: 100, maxShare: '20%' },
  },
  { file: 'jobs.yml', name: 'jobs' },
)

const guards = (input: object) => parseInput(input, rule).settings.guards

describe('the guards of an input', () => {
  test('take the place of the rule’s where they are tighter, each by itself', () => {
    expect(guards({ guards: { maxDeletes: 5 } })).toEqual({ ...rule.guards, maxDeletes: 5 })
    expect(guards({ guards: { maxDollars: 2 } })).toEqual({ ...rule.guards, maxDollars: 2 })
  })

  test('that are looser are wrong input without a confirmation', () => {
    expect(() => guards({ guards: { maxDeletes: 'none' } })).toThrow(
      expect.objectContaining({
        name: 'InvalidInput',
        message: expect.stringMatching(
          /^execution input: guards\.maxDeletes: expected no looser than the rule's 100, found "none": .* beside confirm/,
        ),
      }),
    )
  })

  test('that are looser hold beside a confirmation', () => {
    expect(guards({ confirm: 'k7m2q9x4tb', guards: { maxShare: '50%' } }).maxShare).toBe('50%')
  })

  test('of another form are wrong input', () => {
    expect(() => guards({ guards: { maxShare: 5 } })).toThrow('guards.maxShare: expected a share such as "20%"')
  })
})
