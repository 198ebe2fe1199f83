import { MAX_SHARDS } from '../rule/limits.ts'

/** One of `of` equal parts of a table's segments, `number` from 1. */
export interface Shard {
  readonly number: number
  readonly of: number
}

/** The segments from `first` on, `size` of them. */
export interface SegmentRange {
  readonly first: number
  readonly size: number
}

/** The shard that a text such as `3/16` names; undefined for any other text. */
export function parseShard(text: string): Shard | undefined {
  const [, number = '', of = ''] = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(text) ?? []
  const shard = { number: Number(number), of: Number(of) }
  return shard.number >= 1 && shard.number <= shard.of && shard.of <= MAX_SHARDS ? shard : undefined
}

/** A shard as an input, an answer and a token write it, such as `3/16`. */
export function shardText({ number, of }: Shard): string {
  return `${number}/${of}`
}

/**
 * The segments that a shard works: shard k of n those from ⌊(k−1)T/n⌋ to ⌊kT/n⌋−1 of T. Neighbouring segments share a
 * partition, so that a partition belongs to one or two shards.
 */
export function rangeOf(shard: Shard, totalSegments: number): SegmentRange {
  const first = Math.floor(((shard.number - 1) * totalSegments) / shard.of)
  return { first, size: Math.floor((shard.number * totalSegments) / shard.of) - first }
}
