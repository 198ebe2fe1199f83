import { expect, test } from '@jest/globals'
import { shardName, successorName } from '../../../../functions/scavenge/execution/shards/shardName.ts'

const THIRD = { number: 3, of: 16 }

test('a shard is named after its parent, from the second round on with the round', () => {
  expect(shardName('one', THIRD, 1)).toBe('one-shard-3-of-16')
  expect(shardName('one', THIRD, 2)).toBe('one-shard-3-of-16-r2')
})

test('a name is never above 80 characters, and those of two shards, rounds or parents are never the same', () => {
  const parents = ['p'.repeat(80), `${'p'.repeat(79)}q`, 'p'.repeat(60)]
  const names = parents.flatMap((parent) =>
    [1, 2].flatMap((round) => [1, 2].map((number) => shardName(parent, { number, of: 100 }, round))),
  )
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name.length).toBeLessThanOrEqual(80)
  expect(successorName('p'.repeat(78))).toBe(`${'p'.repeat(78)}-2`)
  expect(successorName('p'.repeat(79))).toMatch(/^p{69}-[0-9a-f]{8}-2$/)
})
