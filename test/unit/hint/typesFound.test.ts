import { describe, expect, test } from '@jest/globals'
import { filterAttributes, typesFound } from '../../../functions/scavenge/hint/typesFound.ts'

const filter = {
  expression: '#a = :n AND (#b.#c[1] = :n OR attribute_exists(#d)) AND #e <> :n',
  names: { '#a': 'state', '#b': 'meta', '#c': 'list', '#d': 'constructor', '#e': 'state' },
  values: { ':n': { N: '1' } },
}

describe('the types found in a filter’s attributes', () => {
  test('stand beside those that the filter compares with, the most frequent first', () => {
    const items = [{}, { state: { S: 'secret' } }, { state: { S: 'secret' } }]
    expect(typesFound({ ...filter, expression: '#a = :n' }, items)).toEqual([
      'nothing matched the filter: "state" is S in 2, absent in 1 of the first 3 items; the filter compares it with N',
    ])
  })

  test('are those at the end of a path, and absent where a part of it is', () => {
    const items = [{ meta: { M: { list: { L: [{ NULL: true }, { S: 'secret' }] } } } }, { meta: { S: 'secret' } }]
    expect(typesFound(filter, items)[1]).toContain('"meta.list.1" is S in 1, absent in 1 of the first 2 items; ')
  })

  test('are named without a comparison where there is none', () => {
    expect(typesFound(filter, [{}])[2]).toBe(
      'nothing matched the filter: "constructor" is absent in 1 of the first item',
    )
  })

  test('are not looked for where no item is known', () => {
    expect(typesFound(filter, [])).toEqual([])
  })

  test('belong to attributes that are asked for once each', () => {
    expect(filterAttributes(filter)).toEqual(['state', 'meta', 'constructor'])
  })
})
