import type { Malformed } from './malformed.ts'
import { type Coming, CUTOFF_MS, coming, FORMER_HEADER, HEADER, token, WELL_FORMED } from './tokens.ts'

const OF_DRY_RUN = token({ ...HEADER, dryRun: true })
const OF_ANOTHER_TABLE = token({ ...HEADER, table: 'table-2' })
const OF_ANOTHER_RULE = token({ ...HEADER, code: 'another' })
const FORMER = token(FORMER_HEADER, undefined, 'sc1')
const FORMER_OF_ANOTHER_RULE = token({ ...FORMER_HEADER, rule: 'another' }, undefined, 'sc1')
const LATER = token({ ...HEADER, cutoffMs: CUTOFF_MS + 1 })
const LEAVE_OUT = 'which the continuationToken brings'

/** Tokens that do not belong where they come in. */
const BINDINGS: readonly (readonly [what: string, given: Coming, error: string, says: string])[] = [
  [
    'of another table',
    { token: OF_ANOTHER_TABLE },
    'InvalidContinuationToken',
    'expected a token of this table (by its id), found a token of another table',
  ],
  [
    'of a table that was made again',
    { token: OF_ANOTHER_TABLE, from: 'pass' },
    'TableNotFound',
    'found another of its name',
  ],
  [
    'of another rule',
    { token: OF_ANOTHER_RULE },
    'InvalidContinuationToken',
    "expected a token of this rule's filter and age, found a token of another rule",
  ],
  [
    'of a rule before its change',
    { token: OF_ANOTHER_RULE, from: 'pass' },
    'RuleChanged',
    'rule: expected the table, filter and age that this execution began with, found others: the rule was deployed anew meanwhile; start a new execution',
  ],
  [
    'of a former release and of another rule',
    { token: FORMER_OF_ANOTHER_RULE },
    'InvalidContinuationToken',
    'found a token of another rule',
  ],
  [
    'of a former release and of a rule before its change',
    { token: FORMER_OF_ANOTHER_RULE, from: 'pass' },
    'RuleChanged',
    'the rule was deployed anew meanwhile',
  ],
  [
    'of a former release without a confirmation',
    { token: FORMER },
    'Unconfirmed',
    'expected a confirmation in the input, found none beside a continuationToken of a release that had no confirmation codes',
  ],
  [
    'of a former release, from a pass',
    { token: FORMER, from: 'pass' },
    'Unconfirmed',
    `{"confirm":"${HEADER.code}"} beside the token`,
  ],
  [
    'of a former release with another confirmation',
    { token: FORMER, input: { confirm: 'k7m2q9x4tb' } },
    'InvalidInput',
    'confirm: expected the confirmation code of rule workers and its table, found "k7m2q9x4tb"',
  ],
  [
    'of a dry run',
    { token: OF_DRY_RUN },
    'InvalidContinuationToken',
    'expected a token of a run that deletes, found a token of a dry run',
  ],
  [
    'of a dry run, from a pass',
    { token: OF_DRY_RUN, from: 'pass' },
    'InvalidContinuationToken',
    'found a token of a dry run',
  ],
  [
    'of a run that deletes, from a pass of a dry run',
    { token: WELL_FORMED, from: 'pass', input: { dryRun: true } },
    'InvalidContinuationToken',
    'expected a token of a dry run, found a token of a run that deletes',
  ],
  [
    'of a dry run beside dryRun: false',
    { token: OF_DRY_RUN, input: { dryRun: false } },
    'InvalidInput',
    `dryRun: expected true, ${LEAVE_OUT}, found false`,
  ],
  [
    'of a run that deletes beside dryRun: true',
    { token: WELL_FORMED, input: { dryRun: true } },
    'InvalidInput',
    `dryRun: expected false, ${LEAVE_OUT}, found true`,
  ],
  [
    'of 40 segments beside 41',
    { token: WELL_FORMED, input: { totalSegments: 41 } },
    'InvalidInput',
    `totalSegments: expected 40, ${LEAVE_OUT}, found 41`,
  ],
  [
    'of 48h beside 72h',
    { token: WELL_FORMED, input: { olderThan: '72h' } },
    'InvalidInput',
    `olderThan: expected 2880m, ${LEAVE_OUT}, found 4320m`,
  ],
  [
    'with a cutoff after this execution’s',
    { token: LATER },
    'InvalidContinuationToken',
    'expected a cutoff no later than 2025-12-31T03:04:05.678Z',
  ],
  [
    'with such a cutoff, from a pass',
    { token: LATER, from: 'pass' },
    'InvalidContinuationToken',
    'found 2025-12-31T03:04:05.679Z',
  ],
]

export const MISPLACED_TOKENS: readonly Malformed<unknown>[] = BINDINGS.map(([what, given, error, says]) => ({
  what: `token: ${what}`,
  given: coming(given),
  error,
  says,
}))
