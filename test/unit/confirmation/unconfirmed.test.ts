import { describe, expect, test } from '@jest/globals'
import type { Unjudged } from '../../../functions/scavenge/confirmation/isConfirmed.ts'
import { type Findings, unconfirmed } from '../../../functions/scavenge/confirmation/unconfirmed.ts'

const CODE = 'tpj4dw2zxf'

interface Written {
  readonly confirmed?: string
  readonly token?: Unjudged['token']
  readonly givesValues?: boolean
  readonly ofShard?: boolean
}

function unjudged({ confirmed, token = 'none', givesValues = false, ofShard = false }: Written): Unjudged {
  const rule = { name: 'things', confirmed }
  return { rule, dryRun: false, confirm: undefined, givesValues, code: CODE, token, ofShard }
}

describe('an execution that is not confirmed', () => {
  const findings: Findings = {
    items: { estimate: 12_345.6 },
    candidates: { estimate: 1_000, low: 1_000, high: 1_000 },
    oldest: '2018-03-01',
    newest: '2018-03-02',
    dollars: { total: 1.23456 },
  }
  const cause = (written: Written, about: Parameters<typeof unconfirmed>[1]) =>
    unconfirmed(unjudged(written), about).message

  test('says no interval where the estimate is exact, and no days where there is nothing to delete', () => {
    expect(cause({}, { findings })).toContain(
      'It would delete 1,000 of 12,346 items, the oldest of 2018-03-01, the newest of 2018-03-02, for about $1.2346.',
    )
    const nothing = { ...findings, candidates: { estimate: 0, low: 0, high: 0 }, oldest: null, newest: null }
    expect(cause({}, { findings: nothing })).toContain('It would delete 0 of 12,346 items, for about $1.2346.')
  })

  test('says how to confirm in the stage, or in the file of a local run', () => {
    expect(cause({}, { stage: 'prod' })).toContain(`stages: { prod: { confirmed: ${CODE} } }`)
    expect(cause({}, {})).toContain(`write confirmed: ${CODE} into the rule file`)
  })

  test('names the input alone where it gives values, since such a rule can’t say a code', () => {
    const said = cause({ givesValues: true }, { stage: 'prod' })
    expect(said).toContain('expected a confirmation in the input, found none')
    expect(said).toContain(`start an execution with {"confirm":"${CODE}"} beside the same values in its input`)
    expect(said).not.toContain('confirmed:')
  })

  test('names the input alone for a shard, whatever the rule says', () => {
    const said = cause({ ofShard: true, confirmed: 'k7m2q9x4tb' }, { stage: 'prod' })
    expect(said).toContain('expected a confirmation in the input, found none')
    expect(said).toContain(`start an execution with {"confirm":"${CODE}"} beside the same shard in its input`)
    expect(said).not.toContain('confirmed:')
    expect(cause({ ofShard: true, givesValues: true }, {})).toContain('beside the same shard and values in its input')
  })

  test('says why: nothing, a rule that has changed, a former token', () => {
    expect(cause({}, {})).toContain('expected a confirmation in the rule or the input, found none')
    expect(cause({ confirmed: 'k7m2q9x4tb' }, {})).toContain('the rule has changed since it was confirmed')
    expect(cause({ token: 'former' }, {})).toContain('a release that had no confirmation codes')
  })
})
