import type { Rule } from '../../../functions/scavenge/rule/rule.ts'

/** A rule as it is once it is read, for tests of what works with one; nothing reads or checks it here. */
export const THINGS_RULE: Rule = {
  name: 'things',
  table: 'things',
  filter: { expression: '#done = :yes', names: { '#done': 'done' }, values: { ':yes': { BOOL: true } } },
  age: { attribute: 'at', format: 'epochSeconds', olderThanMs: 86_400_000 },
  totalSegments: 40,
  readers: 10,
  deleters: 10,
  maxWriteUnitsPerSecond: undefined,
  maxReadUnitsPerSecond: undefined,
  burstSeconds: undefined,
  replicas: undefined,
  decisionAttributes: ['at', 'done'],
  deployment: {},
}
