import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { formerFingerprint } from '../../../functions/scavenge/confirmation/formerFingerprint.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import { beginning } from '../../../functions/scavenge/pass/beginning.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../functions/scavenge/progress/token.ts'
import type { TokenState } from '../../../functions/scavenge/progress/tokenState.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import type { TableDescription } from '../../../functions/scavenge/table/table.ts'
import { startKeyAttributes } from '../../../functions/scavenge/table/tableIndex.ts'
import { token } from '../../support/malformed/tokens.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const TABLE = { name: 'things', identity: 'id', arn: 'arn:things', key: [{ name: 'id', type: 'S' }] } as const
const DAY_MS = 86_400_000
const START_MS = 1_700_086_400_000

const CODE = confirmationCode(THINGS_RULE, TABLE)
/** A code that belongs to no rule here. */
const ANOTHER = 'k7m2q9x4tb'

interface Circumstances {
  readonly status?: 'start' | 'continue'
  /** The rule's own code. */
  readonly confirmed?: string | undefined
  /** What Begin decided. */
  readonly decided?: object
  readonly rule?: object
}

/** Where a pass begins with an execution's input and, beside it, a token. */
function begin(input: object, continuationToken: string | null = null, circumstances: Circumstances = {}) {
  const { status = 'start', decided, rule: change } = circumstances
  const confirmed = 'confirmed' in circumstances ? circumstances.confirmed : CODE
  const rule = { ...THINGS_RULE, confirmed, ...change }
  const execution = { id: 'one', startTime: new Date(START_MS).toISOString() }
  const event = { input, pass: { status, continuationToken }, decided, execution, retryCount: 0 }
  return beginning(parseEvent(event, rule), rule, TABLE)
}

describe('where a pass begins', () => {
  test('is the table’s start without a token, with the cutoff that the input’s age makes', () => {
    expect(begin({ olderThan: '3d', totalSegments: 7, dryRun: true })).toEqual({
      binding: { table: 'id', code: CODE, dryRun: true },
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
    for (const status of ['start', 'continue'] as const) {
      expect(begin({}, continuationToken, { status })).toEqual(state)
    }
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

describe('a pass that deletes', () => {
  const refusedAs = (name: string) => expect.objectContaining({ name })
  const continuationToken = encodeToken(begin({}), TABLE.key)
  const shorter = { age: { ...THINGS_RULE.age, period: { kind: 'fixed', ms: DAY_MS / 2 } } }

  test('begins where Begin judged this rule and this table, whatever rule and input say', () => {
    expect(begin({}, null, { decided: { code: CODE }, confirmed: undefined }).binding.code).toBe(CODE)
  })

  test('judges for itself where no Begin says what it judged', () => {
    expect(begin({ confirm: CODE }, null, { confirmed: undefined }).binding.code).toBe(CODE)
    expect(begin({}, null, { decided: {} }).binding.code).toBe(CODE)
    expect(() => begin({}, null, { confirmed: undefined })).toThrow(refusedAs('Unconfirmed'))
    expect(() => begin({}, null, { confirmed: ANOTHER })).toThrow(refusedAs('Unconfirmed'))
    expect(() => begin({ confirm: ANOTHER })).toThrow(refusedAs('InvalidInput'))
  })

  test.each<[string, string | null, Circumstances]>([
    ['before the first pass', null, { rule: shorter }],
    ['before the first pass from a token', continuationToken, { rule: shorter }],
    ['before the next pass', continuationToken, { rule: shorter, status: 'continue' }],
  ])('ends as RuleChanged where another rule was deployed %s', (_when, token, circumstances) => {
    const rule = { ...THINGS_RULE, ...circumstances.rule }
    const confirmed = confirmationCode(rule, TABLE)
    const changed = { ...circumstances, decided: { code: CODE }, rule: { ...rule, confirmed } }
    expect(() => begin({}, token, changed)).toThrow(refusedAs('RuleChanged'))
  })

  test('goes on from a token of its code without another confirmation, and from no dry run’s', () => {
    for (const status of ['start', 'continue'] as const) {
      expect(begin({}, continuationToken, { status, confirmed: undefined }).binding.code).toBe(CODE)
      const ofDryRun = encodeToken(begin({ dryRun: true }), TABLE.key)
      expect(() => begin({}, ofDryRun, { status, confirmed: undefined })).toThrow(refusedAs('InvalidContinuationToken'))
    }
  })
})

test('a dry run needs no confirmation', () => {
  expect(begin({ dryRun: true }, null, { confirmed: undefined }).binding).toEqual({
    table: 'id',
    code: CODE,
    dryRun: true,
  })
})

describe('a token of version sc1', () => {
  const { confirm, ...binding } = { table: 'id', rule: formerFingerprint(THINGS_RULE), dryRun: false, confirm: CODE }
  const header = { ...binding, olderThanMs: 2 * DAY_MS, cutoffMs: START_MS - 2 * DAY_MS, totalSegments: 4, cursor: 0 }
  const former = token({ ...header, open: [], counts: NO_COUNTS, stalledMs: 0 }, '', 'sc1')

  test('is read, and needs a confirmation in the input, whether or not the rule is confirmed', () => {
    for (const status of ['start', 'continue'] as const) {
      expect(begin({ confirm }, former, { status }).binding).toEqual({ table: 'id', code: CODE, dryRun: false })
      expect(() => begin({}, former, { status })).toThrow(expect.objectContaining({ name: 'Unconfirmed' }))
    }
  })

  test('needs none where Begin has judged it', () => {
    expect(begin({}, former, { decided: { code: CODE } }).binding.code).toBe(CODE)
  })
})

describe('where a pass begins that queries an index', () => {
  const indexed: TableDescription = {
    ...TABLE,
    index: {
      name: 'by-done',
      key: [
        { name: 'done', type: 'S' },
        { name: 'at', type: 'N' },
      ],
    },
  }
  const filter = { ...THINGS_RULE.filter, values: { ':yes': { S: 'yes' } } }
  const unconfirmedRule: Rule = { ...THINGS_RULE, index: 'by-done', filter }
  const rule = { ...unconfirmedRule, confirmed: confirmationCode(unconfirmedRule, indexed) }
  const beginHere = (input: object, continuationToken: string | null = null) => {
    const execution = { id: 'one', startTime: new Date(START_MS).toISOString() }
    const event = { input, pass: { status: 'start', continuationToken }, execution, retryCount: 0 }
    return beginning(parseEvent(event, rule), rule, indexed)
  }
  const key = { done: { S: 'yes' }, at: { N: '7' }, id: { S: 'x' } }
  const state = { ...beginHere({}), segments: { totalSegments: 1, cursor: 1, open: [{ segment: 0, key }] } }

  test('is its first part, whatever the input says of segments', () => {
    expect(beginHere({ totalSegments: 7 }).segments).toEqual({ totalSegments: 1, cursor: 0, open: [] })
  })

  test('is the token’s place, by a key of the index and the table', () => {
    expect(beginHere({ totalSegments: 7 }, encodeToken(state, startKeyAttributes(indexed)))).toEqual(state)
  })

  test('is refused where the token has other parts', () => {
    const other = { ...state, segments: { totalSegments: 2, cursor: 1, open: [] } }
    expect(() => beginHere({}, encodeToken(other, startKeyAttributes(indexed)))).toThrow(
      'continuationToken: expected 1 parts of the index, found 2',
    )
  })
})
