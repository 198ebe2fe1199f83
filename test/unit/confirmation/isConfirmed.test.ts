import { describe, expect, test } from '@jest/globals'
import { isConfirmed, type Unjudged } from '../../../functions/scavenge/confirmation/isConfirmed.ts'

const CODE = 'tpj4dw2zxf'

function judged(written: Partial<Omit<Unjudged, 'rule'>> & { readonly confirmed?: string } = {}): boolean {
  const { confirmed, dryRun = false, confirm, token = 'none', ofShard = false } = written
  const rule = { name: 'things', confirmed }
  return isConfirmed({ rule, dryRun, confirm, givesValues: false, code: CODE, token, ofShard })
}

describe('an execution is confirmed', () => {
  test.each<[string, Parameters<typeof judged>[0], boolean]>([
    ['nothing', {}, false],
    ['the rule', { confirmed: CODE }, true],
    ['the rule before it changed', { confirmed: 'k7m2q9x4tb' }, false],
    ['the code in capitals', { confirmed: CODE.toUpperCase() }, false],
    ['the input', { confirm: CODE }, true],
    ['a dry run', { dryRun: true }, true],
    ['a token of this code', { token: 'confirmed' }, true],
    ['a former token', { token: 'former' }, false],
    ['a former token beside the rule', { token: 'former', confirmed: CODE }, false],
    ['a former token beside the input', { token: 'former', confirm: CODE }, true],
    ['the rule, where it is a shard', { confirmed: CODE, ofShard: true }, false],
    ['a token of this code, where it is a shard', { token: 'confirmed', confirmed: CODE, ofShard: true }, false],
    ['the input, where it is a shard', { confirm: CODE, ofShard: true }, true],
    ['a token beside the input, where it is a shard', { token: 'confirmed', confirm: CODE, ofShard: true }, true],
    ['a dry run, where it is a shard', { dryRun: true, ofShard: true }, true],
  ])('by %s: %j', (_what, written, confirmed) => {
    expect(judged(written)).toBe(confirmed)
  })

  test.each([false, true])('by no other code in the input, be it a dry run or not (%j)', (dryRun) => {
    expect(() => judged({ dryRun, confirmed: CODE, confirm: 'k7m2q9x4tb' })).toThrow(
      expect.objectContaining({ name: 'InvalidInput' }),
    )
  })
})
