import { describe, expect, test } from '@jest/globals'
import type { RuleAge } from '../../functions/scavenge/age/ruleAge.ts'
import { InvalidContinuationToken, ScavengeError } from '../../functions/scavenge/errors.ts'
import { parseEvent } from '../../functions/scavenge/execution/event.ts'
import { beginning } from '../../functions/scavenge/pass/beginning.ts'
import { placeOf } from '../../functions/scavenge/progress/token.ts'
import { judgeOf } from '../../functions/scavenge/rule/decision.ts'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import type { Item } from '../../functions/scavenge/table/item.ts'
import { EVENTS, event } from '../support/malformed/events.ts'
import { FILTERS } from '../support/malformed/filters.ts'
import { ITEMS } from '../support/malformed/items.ts'
import type { Malformed } from '../support/malformed/malformed.ts'
import { MISPLACED_TOKENS } from '../support/malformed/misplacedTokens.ts'
import { RULE, RULES } from '../support/malformed/rules.ts'
import { coming, MADE_UP, TABLE, TOKENS, TOKENS_RULE, WELL_FORMED } from '../support/malformed/tokens.ts'

const SOURCE = { file: 'rules/workers.yml', name: 'workers' }

/** After any date there is: an item that is dated at all is a candidate. */
const START_MS = Date.UTC(2026, 0, 1)
const CUTOFF_MS = 8_640_000_000_000_000

function begin(given: unknown) {
  return beginning(parseEvent(given, TOKENS_RULE), TOKENS_RULE, TABLE)
}

/** What the tables write where a person may have pasted a token. */
const PASTED = '424242'

function check({ error, says }: Malformed<unknown>, refused: () => unknown): void {
  expect(refused).toThrow(ScavengeError)
  expect(refused).not.toThrow(PASTED)
  expect(refused).toThrow(expect.objectContaining({ name: error, message: expect.stringContaining(says) }))
}

describe('what is malformed ends by the error that names it', () => {
  test.each(EVENTS)('$what', (row) => check(row, () => begin(row.given)))
  test.each([...RULES, ...FILTERS])('$what', (row) => check(row, () => parseRule(row.given, SOURCE)))
  test.each([...TOKENS, ...MISPLACED_TOKENS])('$what', (row) => check(row, () => begin(row.given)))
})

describe('a token whose segments do not fit together does not say how far it is either', () => {
  const misfits = MADE_UP.filter(({ says }) => says.startsWith('expected segments'))
  test.each(misfits)('$what', ({ token }) => expect(() => placeOf(token)).toThrow(InvalidContinuationToken))
})

describe('an item whose age is malformed is undated, however late the cutoff', () => {
  test.each(ITEMS)('$what: $reason', ({ format, value, reason }) => {
    const item: Item = { ID: { S: 'x' }, ...(value !== undefined && { T: value }) }
    const age: RuleAge = { kind: 'timed', paths: [['T']], format, period: { kind: 'fixed', ms: 60_000 } }
    const judge = judgeOf(age, { startMs: START_MS, cutoffMs: CUTOFF_MS, olderThanMs: 60_000 })
    expect(judge(item)).toBe(reason)
  })
})

test('there are 200 of them and more, no two the same, each kind beside one that is well formed', () => {
  const given = [
    ...[...EVENTS, ...TOKENS, ...MISPLACED_TOKENS].map((row) => ({ event: row.given })),
    ...[...RULES, ...FILTERS].map((row) => ({ rule: row.given })),
    ...ITEMS.map(({ format, value }) => ({ format, value })),
  ]
  const texts = given.map(text)
  expect(texts.filter((each, at) => texts.indexOf(each) < at)).toEqual([])
  expect(given.length).toBeGreaterThanOrEqual(200)
  expect(begin(event({}))).toMatchObject({ segments: { cursor: 0 } })
  expect(begin(coming({ token: WELL_FORMED }))).toMatchObject({ segments: { cursor: 7 } })
  expect(parseRule(RULE, SOURCE).table).toBe('workers')
})

/** What JSON would not tell apart. */
function text(given: unknown): string {
  return String(
    JSON.stringify(given, (_key, value) =>
      value === undefined || typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
        ? `${typeof value} ${value}`
        : value,
    ),
  )
}
