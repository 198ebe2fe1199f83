import * as z from 'zod/mini'
import { parseRfc3339 } from '../../age/formats/rfc3339.ts'
import { InvalidInput } from '../../errors.ts'
import { parseShard, type Shard } from '../../progress/shard.ts'
import { found, textField } from '../../rule/fields.ts'
import { MAX_SHARDS } from '../../rule/limits.ts'
import { atOnceOf, type Rule } from '../../rule/rule.ts'
import { sharding } from '../../rule/ruleFields.ts'
import { type DealtCaps, dealtCaps } from './dealtCaps.ts'

/** What part of the work an execution does: all of it, all by way of shards, or one shard's. */
export type Division =
  | { readonly kind: 'whole' }
  | { readonly kind: 'parent'; readonly shards: number; readonly atOnce: number }
  | ShardDivision

interface ShardDivision {
  readonly kind: 'shard'
  readonly shard: Shard
  /** The parent's cutoff, in milliseconds since 1970; undefined where the shard's own start decides. */
  readonly cutoffMs: number | undefined
  /** The parent's ARN. */
  readonly parent: string | undefined
  readonly caps: DealtCaps | undefined
}

/** The fields of an execution's input that concern shards. */
export const divisionFields = {
  ...sharding,
  shard: z.optional(
    textField(`a shard such as "3/16", of at most ${MAX_SHARDS}`, (text) => parseShard(text) !== undefined),
  ),
  cutoff: z.optional(textField('an RFC 3339 time', (text) => parseRfc3339(text) !== undefined)),
  parent: z.optional(textField("the parent execution's ARN")),
  caps: z.optional(dealtCaps),
}

/** Those fields as they were given. */
interface GivenDivision {
  readonly shards?: number | undefined
  readonly shardsAtOnce?: number | undefined
  readonly shard?: string | undefined
  readonly cutoff?: string | undefined
  readonly parent?: string | undefined
  readonly caps?: DealtCaps | undefined
  readonly estimate?: boolean | undefined
  /** Whether a token is given. */
  readonly goesOn: boolean
}

/**
 * The part of the work that an input asks for. An execution that goes on from a token is what the token's was, so the
 * rule's `shards` does not count there. Throws InvalidInput for fields that contradict each other.
 */
export function divisionOf(given: GivenDivision, rule: Rule): Division {
  const { shards, shardsAtOnce, cutoff, parent, caps, estimate, goesOn } = given
  const shard = given.shard === undefined ? undefined : parseShard(given.shard)
  if (shard !== undefined) {
    if (shards !== undefined || shardsAtOnce !== undefined) throw refused('shards', 'nothing beside shard', shards)
    if (estimate) throw refused('estimate', 'nothing beside shard', estimate)
    const cutoffMs = cutoff === undefined ? undefined : parseRfc3339(cutoff)?.ms
    return { kind: 'shard', shard, cutoffMs, parent, caps }
  }
  if (cutoff !== undefined) throw refused('cutoff', 'nothing unless beside shard', cutoff)
  if (parent !== undefined) throw refused('parent', 'nothing unless beside shard', parent)
  if (caps !== undefined) throw refused('caps', 'nothing unless beside shard', caps)
  if (goesOn && (shards ?? 1) > 1) throw refused('shards', 'at most 1 beside a continuationToken', shards)
  const number = goesOn ? 1 : (shards ?? rule.shards)
  if (number === 1) return { kind: 'whole' }
  const atOnce = atOnceOf(number, shardsAtOnce ?? rule.shardsAtOnce)
  const { reservedConcurrency } = rule.deployment
  if (reservedConcurrency !== undefined && reservedConcurrency < atOnce) {
    throw refused('shardsAtOnce', `at most the rule's reservedConcurrency, which is ${reservedConcurrency}`, atOnce)
  }
  return { kind: 'parent', shards: number, atOnce }
}

/**
 * Segments of the table: a parent's shards have one for each of their readers at least. Throws InvalidInput where the
 * input asks for fewer.
 */
export function totalSegmentsOf(
  division: Division,
  given: number | undefined,
  { readers, totalSegments }: Pick<Rule, 'readers' | 'totalSegments'>,
): number {
  if (division.kind !== 'parent') return given ?? totalSegments
  const least = division.shards * readers
  if (given === undefined) return Math.max(totalSegments, least)
  if (given >= least) return given
  throw refused('totalSegments', `at least ${least}, one for each reader of each shard`, given)
}

function refused(field: string, expected: string, was: unknown): InvalidInput {
  return new InvalidInput(`execution input: ${field}: expected ${expected}, found ${found(was)}`)
}
