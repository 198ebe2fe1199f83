import { afterEach, expect, jest, test } from '@jest/globals'
import { type Counts, NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import {
  METRICS_NAMESPACE,
  metricsOf,
  publishEnding,
  publishMetrics,
} from '../../../functions/scavenge/tasks/passMetrics.ts'

const figures = (before: Partial<Counts>, after: Partial<Counts>, dryRun = false, trouble = {}) => ({
  before: { ...NO_COUNTS, ...before },
  after: { ...NO_COUNTS, ...after },
  dryRun,
  trouble,
})

afterEach(() => {
  jest.restoreAllMocks()
})

test('a pass counts what it added, and the requests that were throttled once each', () => {
  const before = {
    scanned: 100,
    matched: 50,
    deleted: 40,
    spared: 3,
    failed: 1,
    undatedType: 2,
    writeUnits: 45,
    young: 4,
  }
  const after = {
    scanned: 180,
    matched: 80,
    deleted: 61,
    spared: 5,
    failed: 1,
    undatedType: 5,
    writeUnits: 70,
    young: 8,
  }
  const trouble = { Throttled: 3, TableWriteKeyRangeThroughputExceeded: 2, TimedOut: 1 }
  expect(
    metricsOf(figures({ ...before, readUnits: 9 }, { ...after, readUnits: 15.5, lostPasses: 2 }, false, trouble)),
  ).toEqual({
    scanned: 80,
    matched: 30,
    deleted: 21,
    spared: 2,
    failed: 0,
    undated: 3,
    abandoned: 0,
    throttles: 3,
    writeUnits: 25,
    readUnits: 6.5,
    lostPasses: 2,
  })
})

test('a dry run counts what it would delete, and no deletions', () => {
  const metrics = metricsOf(figures({ wouldDelete: 5, matched: 5 }, { wouldDelete: 9, matched: 9 }, true))
  expect(metrics).toMatchObject({ wouldDelete: 4, matched: 4 })
  expect(metrics).not.toHaveProperty('deleted')
})

test('an item that a pass abandoned is matched once over the passes, and in none is the count negative', () => {
  const [none, first, second] = [{}, { matched: 30, deleted: 10, abandoned: 20 }, { matched: 25, deleted: 25 }]
  // five of the abandoned were gone when they were read again
  expect(metricsOf(figures(none, first))).toMatchObject({ matched: 10, abandoned: 20 })
  expect(metricsOf(figures(first, second))).toMatchObject({ matched: 15, abandoned: 0 })
})

test('one line holds all of them in the namespace of the alarms, by rule and stage alone', () => {
  const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true)
  publishMetrics('jobs', 'dev', figures({}, { deleted: 7, matched: 7 }), {
    remainingMs: 12_500,
    sinceStartMs: 3_600_000,
  })
  const lines = written.mock.calls.map(([text]) => JSON.parse(String(text)))
  expect(lines).toHaveLength(1)
  const [{ Namespace, Dimensions, Metrics }] = lines[0]._aws.CloudWatchMetrics
  expect(Namespace).toBe(METRICS_NAMESPACE)
  expect(Dimensions).toEqual([['rule', 'stage']])
  expect(lines[0]).toMatchObject({ rule: 'jobs', stage: 'dev', deleted: 7, matched: 7, failed: 0, secondsLeft: 12.5 })
  expect(lines[0]).toHaveProperty('secondsSinceStart', 3_600)
  expect(Metrics.map(({ Name }: { readonly Name: string }) => Name).sort()).toEqual(
    Object.keys(lines[0])
      .filter((key) => !['_aws', 'rule', 'stage'].includes(key))
      .sort(),
  )
})

test.each(['skipped', 'unconfirmed'] as const)('an execution that was %s counts one, by rule and stage', (ending) => {
  const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true)
  publishEnding(ending, 'jobs', 'dev')
  const [line] = written.mock.calls.map(([text]) => JSON.parse(String(text)))
  expect(line).toMatchObject({ rule: 'jobs', stage: 'dev', [ending]: 1 })
})
