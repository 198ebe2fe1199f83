import { describe, expect, test } from '@jest/globals'
import { beginning } from '../../../functions/scavenge/pass/beginning.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../functions/scavenge/progress/token.ts'
import type { TokenState } from '../../../functions/scavenge/progress/tokenState.ts'
import { ruleFingerprint } from '../../../functions/scavenge/rule/rule.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'
import { INPUT, START_MS } from '../../support/virtual/oneExecution.ts'

const TABLE = { name: 'things', identity: 'id', key: [{ name: 'id', type: 'S' }] } as const
const DAY_MS = 86_400_000

const begin = (input: Partial<typeof INPUT>) => beginning({ ...INPUT, ...input }, THINGS_RULE, TABLE)

describe('where a pass begins', () => {
  test('is the table’s start without a token, with the cutoff that the input’s age makes', () => {
    expect(begin({ olderThanMs: 3 * DAY_MS, totalSegments: 7, dryRun: true })).toEqual({
      binding: { table: 'id', rule: ruleFingerprint(THINGS_RULE), dryRun: true },
      olderThanMs: 3 * DAY_MS,
      cutoffMs: START_MS - 3 * DAY_MS,
      segments: { totalSegments: 7, cursor: 0, open: [] },
      counts: NO_COUNTS,
      stalledMs: 0,
      learned: undefined,
    })
  })

  const state: TokenState = {
    ...begin({ olderThanMs: 2 * DAY_MS, totalSegments: 4 }),
    segments: { totalSegments: 4, cursor: 2, open: [{ segment: 2, key: { id: { S: 'x' } } }] },
    stalledMs: 5,
  }
  const continuationToken = encodeToken(state, TABLE.key)

  test('is the token’s place with all that it brings, whatever the rule says of what the input leaves out', () => {
    for (const first of [true, false])
      expect(begin({ continuationToken, first, totalSegments: 40, olderThanMs: DAY_MS })).toEqual(state)
  })

  test('may be said once more beside a token, where it is the same', () => {
    const same = { dryRunGiven: true, totalSegmentsGiven: true, totalSegments: 4, olderThanGiven: true }
    expect(begin({ continuationToken, ...same, olderThanMs: 2 * DAY_MS })).toEqual(state)
  })
})
