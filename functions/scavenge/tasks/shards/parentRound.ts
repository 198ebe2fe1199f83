import { shortestPeriodMs } from '../../age/ruleAge.ts'
import { InvalidContinuationToken, InvalidInput } from '../../errors.ts'
import { ASKED_AT_ONCE } from '../../execution/executionRequests.ts'
import type { PassInput } from '../../execution/input.ts'
import { newest, type ReadRound, type Round } from '../../execution/shards/round.ts'
import { runOf } from '../../pass/tokenChecks.ts'
import { formatOlderThan } from '../../rule/olderThan.ts'
import type { Rule } from '../../rule/rule.ts'
import { inTurns } from '../../waiting/inTurns.ts'
import { type Former, firstRound, type Judged, type Parent, resumedRound } from './firstRound.ts'
import type { EndOf } from './shardsOf.ts'

/** A parent in whose place another one goes on, and how its shards are looked at. */
interface FormerParent extends Omit<Former, 'ends'> {
  readonly endOf: EndOf
}

/**
 * What Begin deals out: all shards, or those that another parent left unfinished. Throws InvalidInput where a cap is too
 * small to be dealt out, and what looking at the shards fails with.
 */
export async function parentRound(parent: Parent, judged: Judged, former: FormerParent | undefined): Promise<Round> {
  if (former === undefined) return firstRound(parent, judged)
  const { endOf, ...rest } = former
  const { input } = former.round
  const ends = await inTurns(newest(former.round), ASKED_AT_ONCE, (shard) => endOf(shard, input))
  return resumedRound(parent, { ...rest, ends }, judged.limits)
}

/** The rule by which shards are judged, and the confirmation code of it and its table. */
interface Judging {
  readonly code: string
  readonly rule: Pick<Rule, 'age'>
  /** Of the table: another one of the same name has another. */
  readonly identity: string
}

/**
 * An execution that goes on in the place of a parent is a parent of the same shards. Throws as for a token: InvalidInput
 * where the input contradicts what the shards have, InvalidContinuationToken where they are of another rule.
 */
export function checkFormer(
  { settings, given }: PassInput,
  { input, table }: ReadRound,
  { code, rule, identity }: Judging,
): void {
  if (input.confirm !== code) {
    throw refused("one of this rule's filter and age", 'one of another rule, or of this one before a change')
  }
  if (table !== undefined && table !== identity)
    throw refused('one of this table', 'one of a table that was there before')
  const { dryRun, totalSegments, olderThanMs } = settings
  const wanted = {
    dryRun,
    ...(given.has('totalSegments') && { totalSegments }),
    ...(given.has('olderThanMs') && { olderThan: formatOlderThan(olderThanMs) }),
  }
  const has: Readonly<Record<string, unknown>> = { olderThan: formatOlderThan(shortestPeriodMs(rule.age)), ...input }
  for (const [field, value] of Object.entries(wanted)) {
    if (has[field] === value) continue
    if (!given.has('dryRun') && field === 'dryRun') throw refused(runOf(dryRun), runOf(!dryRun))
    throw new InvalidInput(
      `${field}: expected ${has[field]}, which the shards of continueFrom have, found ${value}; leave the field out`,
    )
  }
}

function refused(expected: string, found: string): InvalidContinuationToken {
  return new InvalidContinuationToken(
    `continueFrom: expected ${expected}, found ${found}; start without continueFrom, or with the one that belongs here`,
  )
}
