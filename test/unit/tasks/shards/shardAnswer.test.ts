import { expect, test } from '@jest/globals'
import { PARENT_ABORTED } from '../../../../functions/scavenge/execution/shards/shardStatus.ts'
import { NO_COUNTS, report } from '../../../../functions/scavenge/progress/ledger.ts'
import { shardAnswer } from '../../../../functions/scavenge/tasks/shards/shardAnswer.ts'

const GOES_ON = {
  status: 'continue',
  continuationToken: 'token',
  waitSeconds: 7,
  ledger: report(NO_COUNTS, false),
  progress: { segmentsDone: 1, totalSegments: 4 },
  cutoff: '2026-11-22T00:00:00.000Z',
  dryRun: false,
  caps: {},
  trouble: {},
  historyEvents: 25,
  redrives: 0,
} as const

test('a shard goes on like any other execution', () => {
  expect(shardAnswer(GOES_ON, '')).toEqual(GOES_ON)
  const { continuationToken: _, ...rest } = GOES_ON
  const complete = { ...rest, status: 'complete' } as const
  expect(shardAnswer(complete, PARENT_ABORTED)).toEqual(complete)
})

test('a shard that nears the limits of its history leaves its rest, with its token and without a successor', () => {
  expect(shardAnswer({ ...GOES_ON, successor: 'one-2' }, '')).toEqual({ ...GOES_ON, status: 'continued' })
})

test('a shard that has used up its slice of a guard leaves its rest', () => {
  const trip = { guard: 'maxDeletes', limit: 5, found: 5, cause: 'a sentence' } as const
  expect(shardAnswer({ ...GOES_ON, status: 'guardTripped', trip }, '')).toMatchObject({ status: 'continued', trip })
})

test('a shard whose parent was stopped leaves its rest; one that was stopped itself only drains', () => {
  expect(shardAnswer(GOES_ON, PARENT_ABORTED)).toMatchObject({ status: 'continued', continuationToken: 'token' })
  expect(shardAnswer(GOES_ON, 'ABORTED')).toEqual(GOES_ON)
})
