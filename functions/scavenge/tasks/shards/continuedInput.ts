import { InvalidInput } from '../../errors.ts'
import type { ContinuedFrom } from '../../execution/continueFrom.ts'
import type { PassInput } from '../../execution/input.ts'
import { newest, type ReadRound } from '../../execution/shards/round.ts'
import { type Shard, shardText } from '../../progress/shard.ts'
import { found } from '../../rule/fields.ts'
import { atOnceOf, type Rule } from '../../rule/rule.ts'

/**
 * The input of an execution that goes on from another one: it has the other one's shards, or none, whatever the rule says.
 * Throws InvalidInput where the input itself asks for other ones.
 */
export function continuedInput(given: PassInput, { token, round }: ContinuedFrom, rule: Rule): PassInput {
  const { division, sharding } = given
  if (round === undefined) {
    if ((sharding.shards ?? 1) > 1) throw refused('shards', 'at most 1, since continueFrom has none', sharding.shards)
    return { ...given, token, division: division.kind === 'parent' ? { kind: 'whole' } : division }
  }
  if (division.kind === 'shard') throw notOfParent(division.shard, round)
  const shards = newest(round).length
  if (sharding.shards !== undefined && sharding.shards !== shards)
    throw refused('shards', `${shards}, as many as continueFrom has`, sharding.shards)
  return { ...given, division: { kind: 'parent', shards, atOnce: atOnceIn(given, round, rule) } }
}

/** Shards that run at once: what the input says, else a rule that has shards, else the execution before. */
function atOnceIn({ division, sharding }: PassInput, round: ReadRound, { deployment }: Rule): number {
  const shards = newest(round).length
  if (sharding.shardsAtOnce === undefined) {
    return division.kind === 'parent' ? Math.min(shards, division.atOnce) : round.atOnce
  }
  const atOnce = atOnceOf(shards, sharding.shardsAtOnce)
  const { reservedConcurrency = atOnce } = deployment
  if (reservedConcurrency >= atOnce) return atOnce
  throw refused('shardsAtOnce', `at most the rule's reservedConcurrency, which is ${reservedConcurrency}`, atOnce)
}

function notOfParent(shard: Shard, round: ReadRound): InvalidInput {
  const text = shardText(shard)
  const its = newest(round).find((one) => one.shard === text)?.name
  return new InvalidInput(
    `execution input: continueFrom: expected an execution of shard ${text}, found a parent` +
      `${its === undefined ? '' : `: continue from ${its}`}, or leave shard out to continue all of its shards`,
  )
}

function refused(field: string, expected: string, was: unknown): InvalidInput {
  return new InvalidInput(`execution input: ${field}: expected ${expected}, found ${found(was)}; leave the field out`)
}
