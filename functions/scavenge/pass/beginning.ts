import { shortestPeriodMs } from '../age/ruleAge.ts'
import { confirmationCode } from '../confirmation/confirmationCode.ts'
import { formerFingerprint } from '../confirmation/formerFingerprint.ts'
import { isConfirmed, type Unjudged } from '../confirmation/isConfirmed.ts'
import { unconfirmed } from '../confirmation/unconfirmed.ts'
import { InvalidContinuationToken, InvalidInput, RuleChanged, TableNotFound } from '../errors.ts'
import type { PassInput } from '../execution/input.ts'
import { NO_COUNTS } from '../progress/ledger.ts'
import { freshSegments } from '../progress/segments.ts'
import { rangeOf, shardText } from '../progress/shard.ts'
import { decodeToken } from '../progress/token.ts'
import type { Binding, ReadTokenState, TokenState } from '../progress/tokenState.ts'
import { indexReads, type Reading, readingOf } from '../reading/reading.ts'
import type { Rule } from '../rule/rule.ts'
import type { TableDescription } from '../table/table.ts'
import { startKeyAttributes } from '../table/tableIndex.ts'

const MINUTE_MS = 60_000

/** Where a pass would begin, and what decides whether it may. */
interface Start {
  readonly state: TokenState
  readonly unjudged: Unjudged
}

/**
 * Where a pass begins: at its token, or at the table's start. Throws as `startOf` does; RuleChanged where the rule is
 * not the one that Begin judged; and Unconfirmed where neither Begin nor the token shows that the execution was
 * confirmed, and it is not.
 */
export function beginning(input: PassInput, rule: Rule, table: TableDescription): TokenState {
  const { judgedCode } = input
  if (judgedCode !== undefined && judgedCode !== confirmationCode(rule, table)) throw ruleChanged()
  const { state, unjudged } = startOf(input, rule, table)
  if (judgedCode === undefined && !isConfirmed(unjudged)) throw unconfirmed(unjudged)
  return state
}

/**
 * Where a pass would begin, whether or not the execution is confirmed. Throws InvalidInput where the input contradicts
 * the token, InvalidContinuationToken where a person's token is bound to something else, and RuleChanged or
 * TableNotFound where the execution's own token is.
 */
export function startOf(input: PassInput, rule: Rule, table: TableDescription): Start {
  const { kind, execution, settings, token } = input
  const code = confirmationCode(rule, table)
  const { dryRun } = settings
  const { division } = input
  const shard = division.kind === 'shard' ? { shard: shardText(division.shard) } : undefined
  const binding = { table: table.identity, code, dryRun, ...shard }
  // The rule's own confirmation is its parent's to judge: a shard has the parent's code.
  const { name, confirmed } = rule
  const judgedRule = { name, confirmed: division.kind === 'shard' ? undefined : confirmed }
  const unjudged = { rule: judgedRule, dryRun, confirm: input.confirm, code }
  if (token === undefined) {
    const cutoffMs = freshCutoffMs(input)
    const fresh = atStart(binding, input, cutoffMs, readingOf(rule, table, cutoffMs))
    const state = { ...fresh, ...basisOf(input) }
    return { state, unjudged: { ...unjudged, token: 'none' } }
  }
  const state = decodeToken(token, startKeyAttributes(table))
  const typed = kind !== 'next'
  if (typed) checkInput(input, state, indexReads(rule, table)?.by === 'query')
  checkBinding(state.binding, { ...binding, fingerprint: formerFingerprint(rule) }, typed)
  checkParts(state, readingOf(rule, table, state.cutoffMs))
  checkCutoff(state.cutoffMs, execution.startMs - shortestPeriodMs(rule.age))
  const tokenKind = 'code' in state.binding ? 'confirmed' : 'former'
  return { state: { ...state, binding }, unjudged: { ...unjudged, token: tokenKind } }
}

/** What Begin found out for the guards travels on in the token. */
function basisOf({ judgedGuards }: PassInput): Pick<TokenState, 'basis'> {
  if (judgedGuards === undefined) return {}
  const { items, limits } = judgedGuards
  return {
    basis: { ...(items !== undefined && { items }), ...(limits.surge !== undefined && { surge: limits.surge }) },
  }
}

/** The cutoff of an execution without a token: a shard's is its parent's. Throws InvalidInput where it is too late. */
function freshCutoffMs({ settings, division, execution }: PassInput): number {
  const latestMs = execution.startMs - settings.olderThanMs
  const given = division.kind === 'shard' ? division.cutoffMs : undefined
  if (given === undefined || given <= latestMs) return given ?? latestMs
  throw new InvalidInput(
    `execution input: cutoff: expected no later than ${iso(latestMs)} (this execution's start minus olderThan), ` +
      `found ${iso(given)}`,
  )
}

function atStart(binding: Binding, { settings, division }: PassInput, cutoffMs: number, reading: Reading): TokenState {
  const total = reading.kind === 'query' ? reading.parts.length : settings.totalSegments
  const range = division.kind === 'shard' ? rangeOf(division.shard, total) : undefined
  return {
    binding,
    olderThanMs: settings.olderThanMs,
    cutoffMs,
    segments: freshSegments(total, range),
    counts: NO_COUNTS,
    stalledMs: 0,
    learned: undefined,
  }
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

function ruleChanged(): RuleChanged {
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

function runOf(dryRun: boolean): string {
  return dryRun ? 'a dry run' : 'a run that deletes'
}

function partOf(shard: string | undefined): string {
  return shard === undefined ? 'the whole table (an input without shard)' : `shard ${shard}`
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
