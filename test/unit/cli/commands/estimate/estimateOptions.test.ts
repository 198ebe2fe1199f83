import { describe, expect, test } from '@jest/globals'
import { type EstimateFlags, estimateOptions } from '../../../../../cli/commands/estimate/estimateOptions.ts'
import { UsageError } from '../../../../../cli/shell/failure.ts'

const refusal = (flags: EstimateFlags) => expect(estimateOptions(flags)).rejects

describe('the options of an estimate', () => {
  test('are those of the demo table where nothing is said', async () => {
    const options = await estimateOptions({})
    expect(options).toMatchObject({ kind: 'local', endpoint: undefined, items: 16_000, share: undefined, show: 0 })
  })

  test('name an endpoint, a share and how many items to show', async () => {
    const flags = { rule: 'r.yml', endpoint: 'http://h:1', sample: '0.05', show: '3', input: '{"olderThan":"30d"}' }
    expect(await estimateOptions(flags)).toEqual({
      kind: 'local',
      rule: 'r.yml',
      endpoint: 'http://h:1',
      input: { olderThan: '30d' },
      items: 16_000,
      json: false,
      share: 0.05,
      show: 3,
    })
  })

  test('name a stage and a rule there', async () => {
    expect(await estimateOptions({ stage: 'dev', rule: 'workers', region: 'eu-west-1', json: true })).toMatchObject({
      kind: 'deployed',
      stage: 'dev',
      rule: 'workers',
      connection: { region: 'eu-west-1' },
      json: true,
    })
  })

  test.each<[string, EstimateFlags]>([
    ['--sample', { sample: '0.1' }],
    ['--show', { show: '3' }],
    ['--endpoint', { endpoint: 'http://h:1' }],
    ['--items', { items: '10' }],
  ])('are refused with a sentence where %s stands beside --stage', async (option, flags) => {
    const both = { stage: 'dev', rule: 'workers', ...flags }
    await refusal(both).toThrow(UsageError)
    await refusal(both).toThrow(
      `${option} is for an estimate on this machine, --stage asks for a deployed one: leave one of them out`,
    )
  })

  test.each<[EstimateFlags, string]>([
    [{ stage: 'dev' }, "--stage: expected --rule with the rule's name beside it, found none"],
    [{ profile: 'p' }, '--profile is for a deployed estimate, which needs --stage'],
    [{ endpointUrl: 'http://h:1' }, '--endpoint-url is for a deployed estimate'],
    [{ json: true, show: '1' }, '--json prints the estimate, which holds no items, --show prints items'],
    [{ show: '0' }, '--show: expected a whole number from 1 to 1000, found "0"'],
    [{ endpoint: 'http://h:1', items: '10' }, '--items makes the embedded table'],
  ])('are refused: %j', async (flags, sentence) => {
    await refusal(flags).toThrow(UsageError)
    await refusal(flags).toThrow(sentence)
  })
})
