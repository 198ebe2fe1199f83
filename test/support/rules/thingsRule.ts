import type { Rule } from '../../../functions/scavenge/rule/rule.ts'

/** Its age, of the kind that looks at one. */
export const THINGS_AGE: Extract<Rule['age'], { kind: 'timed' }> = {
  kind: 'timed',
  paths: [['at']],
  format: 'epochSeconds',
  period: { kind: 'fixed', ms: 86_400_000 },
}

/** A rule in its parsed form, for tests of code that takes one. It has not been through the parser. */
export const THINGS_RULE: Rule = {
  name: 'things',
  table: 'things',
  filter: { expression: '#done = :yes', names: { '#done': 'done' }, values: { ':yes': { BOOL: true } } },
  age: THINGS_AGE,
  totalSegments: 40,
  readers: 10,
  deleters: 10,
  shards: 1,
  shardsAtOnce: undefined,
  maxWriteUnitsPerSecond: undefined,
  maxReadUnitsPerSecond: undefined,
  burstSeconds: undefined,
  window: undefined,
  replicas: undefined,
  confirmed: undefined,
  guards: { surge: 10, maxDeletes: 'none', maxShare: 'none', maxDollars: 'none', pointInTimeRecovery: 'optional' },
  decisionAttributes: ['at', 'done'],
  deployment: {},
}
