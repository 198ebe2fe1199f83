import { InvalidContinuationToken, InvalidInput, RuleChanged, TableNotFound } from '../errors.ts'
import type { PassInput } from '../execution/input.ts'
import { NO_COUNTS } from '../progress/ledger.ts'
import { freshSegments } from '../progress/segments.ts'
import { decodeToken } from '../progress/token.ts'
import type { Binding, TokenState } from '../progress/tokenState.ts'
import { type Rule, ruleFingerprint } from '../rule/rule.ts'
import type { TableDescription } from '../table/table.ts'

/**
 * Where a pass begins: at its token, or at the table's start. Throws InvalidInput where the input contradicts the
 * token, InvalidContinuationToken where a person's token is bound to something else, and RuleChanged or TableNotFound
 * where the execution's own token is.
 */
export function beginning(input: PassInput, rule: Rule, table: TableDescription): TokenState {
  const binding = { table: table.identity, rule: ruleFingerprint(rule), dryRun: input.dryRun }
  const latestCutoffMs = input.startMs - rule.age.olderThanMs
  if (input.continuationToken === undefined) {
    const { olderThanMs, totalSegments } = input
    const segments = freshSegments(totalSegments)
    return {
      binding,
      olderThanMs,
      cutoffMs: input.startMs - olderThanMs,
      segments,
      counts: NO_COUNTS,
      stalledMs: 0,
      learned: undefined,
    }
  }
  const state = decodeToken(input.continuationToken, table.key)
  if (input.first) checkInput(input, state)
  checkBinding(state.binding, binding, input.first)
  if (state.cutoffMs > latestCutoffMs) {
    throw new InvalidContinuationToken(
      `continuationToken: expected a cutoff no later than ${iso(latestCutoffMs)} (this execution's start minus the rule's olderThan), ` +
        `found ${iso(state.cutoffMs)}; start without a token`,
    )
  }
  return state
}

function checkInput(input: PassInput, state: TokenState): void {
  const { dryRun, totalSegments } = { dryRun: state.binding.dryRun, totalSegments: state.segments.totalSegments }
  const refuse = (field: string, expected: unknown, found: unknown): never => {
    throw new InvalidInput(
      `${field}: expected ${expected}, which the continuationToken brings, found ${found}; leave the field out`,
    )
  }
  if (input.dryRunGiven && input.dryRun !== dryRun) refuse('dryRun', dryRun, input.dryRun)
  if (input.totalSegmentsGiven && input.totalSegments !== totalSegments) {
    refuse('totalSegments', totalSegments, input.totalSegments)
  }
  if (input.olderThanGiven && input.olderThanMs !== state.olderThanMs) {
    refuse('olderThan', `${state.olderThanMs / 60_000}m`, `${input.olderThanMs / 60_000}m`)
  }
}

function checkBinding(found: Binding, expected: Binding, first: boolean): void {
  if (found.table !== expected.table) {
    if (!first) throw new TableNotFound('table: expected the one this execution began with, found another of its name')
    throw other('this table (by its id)', 'a token of another table')
  }
  if (found.rule !== expected.rule) {
    if (first) throw other("this rule's filter and age", 'a token of another rule, or of this one before a change')
    throw new RuleChanged(
      'rule: expected the filter and age that this execution began with, found others: the rule was deployed anew ' +
        'meanwhile; start a new execution',
    )
  }
  if (found.dryRun !== expected.dryRun) {
    throw other(kind(expected.dryRun), `a token of ${kind(found.dryRun)}`)
  }
}

function other(expected: string, found: string): InvalidContinuationToken {
  return new InvalidContinuationToken(
    `continuationToken: expected a token of ${expected}, found ${found}; start without a token, or with the one that belongs here`,
  )
}

function kind(dryRun: boolean): string {
  return dryRun ? 'a dry run' : 'a run that deletes'
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
