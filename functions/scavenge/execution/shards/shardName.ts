import { createHash } from 'node:crypto'
import type { Shard } from '../../progress/shard.ts'

/** Step Functions' bound on the characters of an execution's name. */
const MAX_NAME_LENGTH = 80
const DIGEST_LENGTH = 8

/** What a successor's name adds to that of the execution before it. */
const SUCCESSOR = '-2'

/** The name of the execution that goes on in the place of one of that name. */
export function successorName(name: string): string {
  return suffixed(name, SUCCESSOR)
}

/** The name of a parent's shard in a round, from 1: `NAME-shard-3-of-16`, from the second round on with `-r2`. */
export function shardName(parent: string, { number, of }: Shard, round: number): string {
  return suffixed(parent, `-shard-${number}-of-${of}${round > 1 ? `-r${round}` : ''}`)
}

const SHARD = /-shard-\d+-of-\d+(?:-r\d+)?$/

/** Whether an execution of that name is a shard. */
export function isShardName(name: string): boolean {
  return SHARD.test(name)
}

/** The name of a shard's parent, unless that was cut; the name itself where it is no shard's. */
export function parentName(name: string): string {
  return name.replace(SHARD, '')
}

/**
 * A name with a suffix, the same each time it is asked for, so that a repeated start starts nothing. A name that would be
 * too long is cut, and a digest of the whole stands before the suffix.
 */
function suffixed(name: string, suffix: string): string {
  if (name.length + suffix.length <= MAX_NAME_LENGTH) return name + suffix
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH)
  return `${name.slice(0, MAX_NAME_LENGTH - suffix.length - DIGEST_LENGTH - 1)}-${digest}${suffix}`
}
