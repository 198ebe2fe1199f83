import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'

/** The key of the seed's table. */
export const WORKERS_KEY: readonly KeyAttribute[] = [
  { name: 'WorkerId', type: 'N' },
  { name: 'StartTime', type: 'S' },
]

/** The data of the seed's rule for a table; `more` goes beside it or in its place. */
export function workersRule<More extends object = object>(table: string, more?: More) {
  return {
    table,
    filter: {
      expression: '#completed = :number OR #completed = :string',
      names: { '#completed': 'Completed' },
      values: { ':number': 1, ':string': '1' },
    },
    age: { attribute: 'StartExecutionTime', format: 'rfc3339', olderThan: '48h' },
    ...more,
  }
}
