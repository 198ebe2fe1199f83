import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { projection } from '../../../../functions/scavenge/dynamodb/reading/projection.ts'
import { parseRule } from '../../../../functions/scavenge/rule/rule.ts'
import type { KeyAttribute } from '../../../../functions/scavenge/table/item.ts'

const attribute = fc.oneof(
  fc.constantFrom('id', 'when', 'Completed', 'at', 'a.b', '#p0'),
  fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '__proto__'),
)
/** Some of them are those that the projection itself would take. */
const placeholder = fc.constantFrom('#p0', '#p1', '#p2', '#a', '#b', '#c')

const rules = fc
  .record({
    names: fc.dictionary(placeholder, attribute, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
    age: attribute,
  })
  .map(({ names, age }) => {
    const expression = Object.keys(names)
      .map((name) => `attribute_exists(${name})`)
      .join(' OR ')
    const data = {
      table: 'things',
      filter: { expression, names },
      age: { attribute: age, format: 'rfc3339', olderThan: '1h' },
    }
    return parseRule(data, { file: 'a test', name: 'things' })
  })

const key = fc
  .uniqueArray(attribute, { minLength: 1, maxLength: 2 })
  .map((names) => names.map((name): KeyAttribute => ({ name, type: 'S' })))

test('a Scan shows the key and the decision attributes, each once and nothing else, beside the rule’s own names', () => {
  fc.assert(
    fc.property(rules, key, (rule, schema) => {
      const { expression, names } = projection(rule, schema)
      const shown = expression.split(', ').map((name) => names[name])
      const expected = new Set([...schema.map(({ name }) => name), ...rule.decisionAttributes])
      expect(shown.toSorted()).toEqual([...expected].sort())
      expect(names).toMatchObject(rule.filter.names)
      const unused = Object.keys(names).filter((name) => !(name in rule.filter.names) && !expression.includes(name))
      expect(unused).toEqual([])
      for (const name of Object.keys(names)) expect(name).toMatch(/^#[A-Za-z0-9_]+$/)
    }),
  )
})
