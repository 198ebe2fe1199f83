import { confirmationCode } from '../confirmation/confirmationCode.ts'
import { isConfirmed, type Unjudged } from '../confirmation/isConfirmed.ts'
import { unconfirmed } from '../confirmation/unconfirmed.ts'
import { InvalidInput } from '../errors.ts'
import type { PassInput } from '../execution/input.ts'
import { NO_COUNTS } from '../progress/ledger.ts'
import { freshSegments } from '../progress/segments.ts'
import { rangeOf, shardText } from '../progress/shard.ts'
import { decodeToken } from '../progress/token.ts'
import type { Binding, TokenState } from '../progress/tokenState.ts'
import { type Reading, readingOf } from '../reading/reading.ts'
import type { Rule } from '../rule/rule.ts'
import type { TableDescription } from '../table/table.ts'
import { startKeyAttributes } from '../table/tableIndex.ts'
import { checkToken, iso, ruleChanged } from './tokenChecks.ts'

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
  const { settings, division, token } = input
  const { dryRun } = settings
  const code = confirmationCode(rule, table)
  const shard = division.kind === 'shard' ? { shard: shardText(division.shard) } : undefined
  const binding = { table: table.identity, code, dryRun, ...shard }
  const givesValues = Object.keys(input.values ?? {}).length > 0
  const unjudged = { rule, dryRun, confirm: input.confirm, givesValues, code, ofShard: shard !== undefined }
  if (token === undefined) {
    const cutoffMs = freshCutoffMs(input)
    const fresh = atStart(binding, input, cutoffMs, readingOf(rule, table, cutoffMs))
    const state = { ...fresh, ...basisOf(input) }
    return { state, unjudged: { ...unjudged, token: 'none' } }
  }
  const state = decodeToken(token, startKeyAttributes(table))
  checkToken(input, state, { rule, table, binding })
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
