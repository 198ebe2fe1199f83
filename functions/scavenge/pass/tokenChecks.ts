import { MINUTE_MS } from '../age/formats/instant.ts'
import { shortestPeriodMs } from '../age/ruleAge.ts'
import { formerFingerprint } from '../confirmation/formerFingerprint.ts'
import { InvalidContinuationToken, InvalidInput, RuleChanged, TableNotFound } from '../errors.ts'
import type { PassInput } from '../execution/input.ts'
import type { Binding, ReadTokenState } from '../progress/tokenState.ts'
import { indexReads, type Reading, readingOf } from '../reading/reading.ts'
import type { Rule } from '../rule/rule.ts'
import type { TableDescription } from '../table/table.ts'

/** What a token has to belong to. */
interface Here {
  readonly rule: Rule
  readonly table: TableDescription
  readonly binding: Binding
}

/**
 * Checks that a pass may go on from a token that was read. Throws InvalidInput where the input contradicts it,
 * InvalidContinuationToken where a person's token is bound to something else, and RuleChanged or TableNotFound where the
 * execution's own token is.
 */
export function checkToken(input: PassInput, state: ReadTokenState, { rule, table, binding }: Here): void {
  const typed = input.kind !== 'next'
  if (typed) checkInput(input, state, indexReads(rule, table)?.by === 'query')
  checkBinding(state.binding, { ...binding, fingerprint: formerFingerprint(rule) }, typed)
  checkParts(state, readingOf(rule, table, state.cutoffMs))
  checkCutoff(state.cutoffMs, input.execution.startMs - shortestPeriodMs(rule.age))
}

/**
 * What the input names itself beside a token has to be what the token brings. `isQuery`: the segments are the parts of an
 * index, whatever `totalSegments` says.
 */
function checkInput({ settings, division, given }: PassInput, state: ReadTokenState, isQuery: boolean): void {
  const { binding, segments, olderThanMs, cutoffMs } = state
  if (given.has('dryRun') && settings.dryRun !== binding.dryRun) {
    throw contradiction('dryRun', binding.dryRun, settings.dryRun)
  }
  if (!isQuery && given.has('totalSegments') && settings.totalSegments !== segments.totalSegments) {
    throw contradiction('totalSegments', segments.totalSegments, settings.totalSegments)
  }
  if (given.has('olderThanMs') && settings.olderThanMs !== olderThanMs) {
    throw contradiction('olderThan', minutes(olderThanMs), minutes(settings.olderThanMs))
  }
  const cutoff = division.kind === 'shard' ? division.cutoffMs : undefined
  if (cutoff !== undefined && cutoff !== cutoffMs) throw contradiction('cutoff', iso(cutoffMs), iso(cutoff))
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
function checkBinding(
  found: ReadTokenState['binding'],
  expected: Binding & { readonly fingerprint: string },
  typed: boolean,
): void {
  if (found.table !== expected.table) {
    if (!typed) throw new TableNotFound('table: expected the one this execution began with, found another of its name')
    throw misplacedToken('this table (by its id)', 'a token of another table')
  }
  const sameRule = 'code' in found ? found.code === expected.code : found.fingerprint === expected.fingerprint
  if (!sameRule) {
    if (!typed) throw ruleChanged()
    throw misplacedToken("this rule's filter and age", 'a token of another rule, or of this one before a change')
  }
  if (found.dryRun !== expected.dryRun) {
    throw misplacedToken(runOf(expected.dryRun), `a token of ${runOf(found.dryRun)}`)
  }
  const shard = 'shard' in found ? found.shard : undefined
  if (shard !== expected.shard) throw misplacedToken(partOf(expected.shard), `a token of ${partOf(shard)}`)
}

/** The error of an execution whose rule is not the one that it began with. */
export function ruleChanged(): RuleChanged {
  return new RuleChanged(
    'rule: expected the table, filter and age that this execution began with, found others: the rule was deployed anew ' +
      'meanwhile; start a new execution',
  )
}

/** Another release may divide an index into other parts. */
function checkParts({ segments }: ReadTokenState, reading: Reading): void {
  if (reading.kind === 'scan' || reading.parts.length === segments.totalSegments) return
  throw new InvalidContinuationToken(
    `continuationToken: expected ${reading.parts.length} parts of the index, found ${segments.totalSegments}; ` +
      'start without a token',
  )
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

/** A kind of run as messages say it. */
export function runOf(dryRun: boolean): string {
  return dryRun ? 'a dry run' : 'a run that deletes'
}

function partOf(shard: string | undefined): string {
  return shard === undefined ? 'the whole table (an input without shard)' : `shard ${shard}`
}

/** A moment as messages say it: RFC 3339, in UTC. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}
