import { describe, expect, test } from '@jest/globals'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import { beginning } from '../../../functions/scavenge/pass/beginning.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../functions/scavenge/progress/token.ts'
import type { TokenState } from '../../../functions/scavenge/progress/tokenState.ts'
import { ruleFingerprint } from '../../../functions/scavenge/rule/rule.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const TABLE = { name: 'things', identity: 'id', key: [{ name: 'id', type: 'S' }] } as const
const DAY_MS = 86_400_000
const START_MS = 1_700_086_400_000

/** Where a pass begins with an execution's input and, beside it, a token. */
function begin(input: object, continuationToken: string | null = null, status = 'start') {
  const execution = { id: 'one', startTime: new Date(START_MS).toISOString() }
  const event = { input, pass: { status, continuationToken }, execution, retryCount: 0 }
  return beginning(parseEvent(event, THINGS_RULE), THINGS_RULE, TABLE)
}

describe('where a pass begins', () => {
  test('is the table’s start without a token, with the cutoff that the input’s age makes', () => {
    expect(begin({ olderThan: '3d', totalSegments: 7, dryRun: true })).toEqual({
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
    ...begin({ olderThan: '2d', totalSegments: 4 }),
    segments: { totalSegments: 4, cursor: 2, open: [{ segment: 2, key: { id: { S: 'x' } } }] },
    stalledMs: 5,
  }
  const continuationToken = encodeToken(state, TABLE.key)

  test('is the token’s place with all that it brings, whatever the rule says of what the input leaves out', () => {
    for (const status of ['start', 'continue']) expect(begin({}, continuationToken, status)).toEqual(state)
  })

  test('may be said once more beside a token, where it is the same', () => {
    expect(begin({ dryRun: false, totalSegments: 4, olderThan: '48h' }, continuationToken)).toEqual(state)
  })

  test.each([
    [{ dryRun: true }, 'dryRun: expected false, which the continuationToken brings, found true; leave the field out'],
    [{ totalSegments: 5 }, 'totalSegments: expected 4, which the continuationToken brings, found 5;'],
    [{ olderThan: '3d' }, 'olderThan: expected 2880m, which the continuationToken brings, found 4320m;'],
  ])('contradicts no token that a person gives: %j', (input, says) => {
    expect(() => begin(input, continuationToken)).toThrow(says)
  })
})
