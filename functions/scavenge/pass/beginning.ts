import { InvalidContinuationToken, InvalidInput, RuleChanged, TableNotFound } from '../errors.ts'
import type { PassInput } from '../execution/input.ts'
import { NO_COUNTS } from '../progress/ledger.ts'
import { freshSegments } from '../progress/segments.ts'
import { decodeToken } from '../progress/token.ts'
import type { Binding, TokenState } from '../progress/tokenState.ts'
import { type Rule, ruleFingerprint } from '../rule/rule.ts'
import type { TableDescription } from '../table/table.ts'

const MINUTE_MS = 60_000

/**
 * Where a pass begins: at its token, or at the table's start. Throws InvalidInput where the input contradicts the
 * token, InvalidContinuationToken where a person's token is bound to something else, and RuleChanged or TableNotFound
 * where the execution's own token is.
 */
export function beginning(input: PassInput, rule: Rule, table: TableDescription): TokenState {
  const { kind, execution, settings, token } = input
  const binding = { table: table.identity, rule: ruleFingerprint(rule), dryRun: settings.dryRun }
  if (token === undefined) return atTableStart(binding, settings, execution.startMs)
  const state = decodeToken(token, table.key)
  const typed = kind !== 'next'
  if (typed) checkInput(input, state)
  checkBinding(state.binding, binding, typed)
  checkCutoff(state.cutoffMs, execution.startMs - rule.age.olderThanMs)
  return state
}

function atTableStart(
  binding: Binding,
  { olderThanMs, totalSegments }: PassInput['settings'],
  startMs: number,
): TokenState {
  return {
    binding,
    olderThanMs,
    cutoffMs: startMs - olderThanMs,
    segments: freshSegments(totalSegments),
    counts: NO_COUNTS,
    stalledMs: 0,
    learned: undefined,
  }
}

/** What the input names itself beside a token has to be what the token brings. */
function checkInput({ settings, given }: PassInput, { binding, segments, olderThanMs }: TokenState): void {
  if (given.has('dryRun') && settings.dryRun !== binding.dryRun) {
    throw contradiction('dryRun', binding.dryRun, settings.dryRun)
  }
  if (given.has('totalSegments') && settings.totalSegments !== segments.totalSegments) {
    throw contradiction('totalSegments', segments.totalSegments, settings.totalSegments)
  }
  if (given.has('olderThanMs') && settings.olderThanMs !== olderThanMs) {
    throw contradiction('olderThan', minutes(olderThanMs), minutes(settings.olderThanMs))
  }
}

function contradiction<Value>(field: string, brought: Value, found: Value): InvalidInput {
  return new InvalidInput(
    `${field}: expected ${brought}, which the continuationToken brings, found ${found}; leave the field out`,
  )
}

function minutes(ms: number): string {
  return `${ms / MINUTE_MS}m`
}

/** `typed`: the token is another execution's, in an input that a person wrote. */
function checkBinding(found: Binding, expected: Binding, typed: boolean): void {
  if (found.table !== expected.table) {
    if (!typed) throw new TableNotFound('table: expected the one this execution began with, found another of its name')
    throw misplacedToken('this table (by its id)', 'a token of another table')
  }
  if (found.rule !== expected.rule) {
    if (typed) {
      throw misplacedToken("this rule's filter and age", 'a token of another rule, or of this one before a change')
    }
    throw new RuleChanged(
      'rule: expected the filter and age that this execution began with, found others: the rule was deployed anew ' +
        'meanwhile; start a new execution',
    )
  }
  if (found.dryRun !== expected.dryRun) {
    throw misplacedToken(runOf(expected.dryRun), `a token of ${runOf(found.dryRun)}`)
  }
}

function checkCutoff(cutoffMs: number, latestMs: number): void {
  if (cutoffMs <= latestMs) return
  throw new InvalidContinuationToken(
    `continuationToken: expected a cutoff no later than ${iso(latestMs)} (this execution's start minus the rule's olderThan), ` +
      `found ${iso(cutoffMs)}; start without a token`,
  )
}

function misplacedToken(expected: string, found: string): InvalidContinuationToken {
  return new InvalidContinuationToken(
    `continuationToken: expected a token of ${expected}, found ${found}; start without a token, or with the one that belongs here`,
  )
}

function runOf(dryRun: boolean): string {
  return dryRun ? 'a dry run' : 'a run that deletes'
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
