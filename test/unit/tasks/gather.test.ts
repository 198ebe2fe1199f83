import { describe, expect, test } from '@jest/globals'
import { ERROR_NAMES } from '../../../functions/scavenge/errors.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import { DEFAULT_GUARDS } from '../../../functions/scavenge/rule/guardFields.ts'
import { type GatherInput, gather } from '../../../functions/scavenge/tasks/gather.ts'
import type { ShardEnd } from '../../../functions/scavenge/tasks/shards/shardEnd.ts'
import { THINGS_RULE } from '../../support/rules/thingsRule.ts'

const PARENT = 'arn:aws:states:eu-west-1:123456789012:execution:things:one'
const START_MS = Date.parse('2026-11-24T00:00:00Z')
const RULE = { ...THINGS_RULE, shards: 3 }
const SHARDS = ['1/3', '2/3', '3/3']

const COMMON = { cutoff: '2026-11-22T00:00:00.000Z', confirm: 'k7m2q9x4tb', dryRun: false, totalSegments: 30 }
const nameOf = (shard: string) => `one-shard-${shard.replace('/', '-of-')}`
const ROUND = {
  number: 1,
  atOnce: 3,
  redrives: 0,
  lostPasses: 0,
  segments: 30,
  input: COMMON,
  shards: SHARDS.map((shard) => ({ name: nameOf(shard), input: { shard } })),
  ended: [],
}

/** What a shard came to, without its shard and name. */
type End = ShardEnd extends infer Each ? (Each extends ShardEnd ? Omit<Each, 'shard' | 'name'> : never) : never

const done = (deleted: number, segmentsDone = 10) => ({ ledger: { matched: deleted, deleted }, segmentsDone })
const complete = (deleted: number): End => ({ kind: 'complete', said: {}, ...done(deleted) })
const continued = (deleted: number, maxDeletes?: number): End => {
  return { kind: 'continued', limits: maxDeletes === undefined ? {} : { maxDeletes }, ...done(deleted, 4) }
}
const failed = (deleted: number, from?: string): End => {
  return { kind: 'failed', error: 'NoProgress', from, lost: from === undefined, ...done(deleted, 1) }
}

interface Circumstances {
  readonly redriveCount?: number
  readonly limits?: object
  readonly round?: object
  readonly historyEvents?: number
  readonly id?: string
}

function gathered(ends: readonly End[], circumstances: Circumstances = {}) {
  const { redriveCount = 0, limits = {}, round = ROUND, historyEvents = 16, id = PARENT } = circumstances
  const event = {
    task: 'gather',
    input: {},
    pass: { status: 'start', continuationToken: null, historyEvents },
    decided: { code: 'k7m2q9x4tb', limits },
    round,
    execution: { id, startTime: new Date(START_MS).toISOString(), redriveCount },
    retryCount: 0,
    limits: { historyEvents: 20_000, ageDays: 330 },
  }
  const asked: string[] = []
  const answer = gather(parseEvent(event, RULE) as GatherInput, {
    rule: RULE,
    nowMs: () => START_MS + 3_600_000,
    async endOf({ shard, name }) {
      asked.push(name)
      const end = ends[SHARDS.indexOf(shard)]
      if (end === undefined) throw new Error(`no such shard: ${shard}`)
      return { shard, name, ...end }
    },
  })
  return { answer, asked }
}

describe('a parent whose shards have all finished', () => {
  test('completes with the sum of their ledgers, by their names', async () => {
    const { answer, asked } = gathered([complete(5), complete(0), complete(7)])
    await expect(answer).resolves.toMatchObject({
      status: 'complete',
      ledger: { matched: 12, deleted: 12, undated: 0 },
      progress: { segmentsDone: 30, totalSegments: 30 },
      cutoff: COMMON.cutoff,
      dryRun: false,
    })
    expect(asked).toEqual(SHARDS.map(nameOf))
  })

  test('says what their last passes met, and no hint of a shard alone in which nothing matched', async () => {
    const nothing: End = {
      kind: 'complete',
      said: { hint: ['nothing matched'], trouble: { Throttled: 2 } },
      ...done(0),
    }
    const some: End = { kind: 'complete', said: { hint: ['odd ages'], trouble: { Throttled: 1 } }, ...done(3) }
    await expect(gathered([nothing, some, some]).answer).resolves.toMatchObject({
      hint: ['odd ages'],
      trouble: { Throttled: 4 },
    })
    await expect(gathered([nothing, nothing, nothing]).answer).resolves.toMatchObject({ hint: ['nothing matched'] })
  })

  test('lists undated items as one execution does', async () => {
    const undated: End = { kind: 'complete', said: {}, ledger: { matched: 1, undatedType: 1 }, segmentsDone: 10 }
    const answer = await gathered([undated, complete(0), complete(0)]).answer
    expect(answer).toMatchObject({ ledger: { undated: 1 }, undatedScan: { TableName: 'things' } })
  })
})

describe('shards that leave their rest', () => {
  test('go on in the next round by continueFrom, each with its slice; the finished ones are only looked at again', async () => {
    const { answer } = gathered([continued(3, 4), complete(2), continued(4)], { limits: { maxDeletes: 12 } })
    const slice = (maxDeletes: number) => ({ ...DEFAULT_GUARDS, surge: 'none', maxDeletes })
    await expect(answer).resolves.toMatchObject({
      status: 'shards',
      round: {
        number: 2,
        atOnce: 3,
        input: COMMON,
        shards: [
          { name: 'one-shard-1-of-3-r2', input: { shard: '1/3', guards: slice(5), continueFrom: nameOf('1/3') } },
          { name: 'one-shard-3-of-3-r2', input: { shard: '3/3', guards: slice(5), continueFrom: nameOf('3/3') } },
        ],
        ended: [{ shard: '2/3', name: nameOf('2/3') }],
      },
      ledger: { deleted: 9 },
      progress: { segmentsDone: 18, totalSegments: 30 },
    })
  })

  test('trip the guard once the sum has reached its limit and one of them wanted more', async () => {
    const ends = [continued(4, 4), complete(2), complete(6)]
    await expect(gathered(ends, { limits: { maxDeletes: 12 } }).answer).resolves.toMatchObject({
      status: 'guardTripped',
      trip: { guard: 'maxDeletes', limit: 12, found: 12, cause: expect.stringContaining('expected at most 12') },
    })
    const tripped = async (id: string) => {
      const { trip } = Object(await gathered(ends, { limits: { maxDeletes: 12 }, id }).answer)
      return trip.cause
    }
    const input = '{"confirm":"k7m2q9x4tb","guards":{"maxDeletes":"none"}}'
    await expect(tripped(PARENT)).resolves.toMatch(
      `each shard keeps the place. Once a person has looked, go on from there: npx scavenge resume ${PARENT} --input '${input}'`,
    )
    const local = await tripped('arn:aws:states:local:000000000000:execution:things:one')
    expect(local).toMatch(`start with the input ${input}`)
    expect(local).not.toMatch('continuationToken')
    const nobodyWantsMore = [continued(4), complete(2), complete(6)]
    await expect(gathered(nobodyWantsMore, { limits: { maxDeletes: 12 } }).answer).resolves.toMatchObject({
      status: 'shards',
      round: { shards: [{ input: { guards: { maxDeletes: 4 } } }] },
    })
  })

  test('end their parent by NoProgress where a round finished no segment and settled no item, unless a redrive asks', async () => {
    const ends = [continued(3, 1_000), complete(2), continued(4, 1_000)]
    const round = { ...ROUND, number: 2, done: { segments: 18, settled: 9 } }
    await expect(gathered(ends, { round }).answer).rejects.toMatchObject({ name: 'NoProgress' })
    await expect(gathered(ends, { round, redriveCount: 1 }).answer).resolves.toMatchObject({ status: 'shards' })
    for (const done of [
      { segments: 17, settled: 9 },
      { segments: 18, settled: 8 },
    ]) {
      const answer = await gathered(ends, { round: { ...round, done } }).answer
      expect(answer).toMatchObject({ status: 'shards', round: { done: { segments: 18, settled: 9 } } })
    }
    const ended = ROUND.shards.map(({ name, input: { shard } }) => ({ name, shard }))
    const waited = { ...round, shards: [], ended }
    await expect(gathered(ends, { round: waited }).answer).resolves.toMatchObject({ round: { atOnce: 3 } })
  })

  test('leave a successor to deal out the next round where the history has no room for it', async () => {
    await expect(
      gathered([continued(1), complete(1), complete(1)], { historyEvents: 19_700 }).answer,
    ).resolves.toMatchObject({ status: 'continue', waitSeconds: 0, successor: 'one-2' })
  })
})

describe('shards that failed', () => {
  const ends = [failed(3, nameOf('1/3')), complete(2), failed(0)]

  test('end their parent by ShardsFailed, which names them and what each ended with', async () => {
    const { answer } = gathered(ends)
    await expect(answer).rejects.toMatchObject({ name: 'ShardsFailed' })
    await expect(answer).rejects.toThrow('found 2 that did not: 1/3 (one-shard-1-of-3) ended with NoProgress, 3/3')
    expect(ERROR_NAMES).toContain('ShardsFailed')
    const saying = { ...failed(3), sentence: `the table took nothing ${'.'.repeat(1_000)}` }
    const error = await gathered([failed(0), complete(2), saying]).answer.catch(({ message }: Error) => message)
    expect(error).toMatch(/Shard 3\/3 said: the table took nothing \.{370,400}$/)
  })

  test('do so only when no other shard goes on', async () => {
    const answer = await gathered([failed(3, nameOf('1/3')), continued(1), complete(2)]).answer
    expect(answer).toMatchObject({ status: 'shards', round: { shards: [{ input: { shard: '2/3' } }] } })
    expect(answer).toMatchObject({ round: { ended: [{ shard: '1/3' }, { shard: '3/3' }] } })
  })

  test('are alone in the next round after a redrive: from their token, or anew with a lost pass where they left none', async () => {
    const round = { redrives: 1, lostPasses: 1, ended: [{ shard: '2/3' }] }
    const [first, last] = [{ shard: '1/3', continueFrom: nameOf('1/3') }, { shard: '3/3' }]
    const answer = await gathered(ends, { redriveCount: 1 }).answer
    expect(answer).toMatchObject({ status: 'shards', round: { ...round, shards: [{ input: first }, { input: last }] } })
    expect(JSON.stringify(answer).match(/continueFrom/g)).toHaveLength(1)
    await expect(gathered(ends, { redriveCount: 1, round: { ...ROUND, redrives: 1 } }).answer).rejects.toMatchObject({
      name: 'ShardsFailed',
    })
  })

  test('are started again once in the first round of a parent that a person continues', async () => {
    const answer = await gathered(ends, { round: { ...ROUND, failed: 'startAgain' } }).answer
    expect(answer).toMatchObject({ status: 'shards', round: { shards: [{ input: { shard: '1/3' } }, {}] } })
    expect(answer).not.toHaveProperty('round.failed')
  })

  test('of a round before are still known by the execution whose token they had', async () => {
    const ended = [{ shard: '2/3', name: 'one-shard-2-of-3-r2', from: nameOf('2/3') }]
    const shards = ROUND.shards.filter(({ input }) => input.shard !== '2/3')
    const ends = [continued(1), failed(1, nameOf('2/3')), complete(1)]
    const answer = await gathered(ends, { round: { ...ROUND, number: 2, shards, ended } }).answer
    expect(answer).toMatchObject({ round: { number: 3, ended: [...ended, { shard: '3/3' }] } })
  })
})

test('a shard that still runs is waited for, a tenth of the time that it has run, and counts as nothing until then', async () => {
  const running = (hours: number): End => ({ kind: 'running', startMs: START_MS + (1 - hours) * 3_600_000 })
  const answer = await gathered([complete(5), running(0.5), running(1)]).answer
  expect(answer).toMatchObject({ status: 'continue', waitSeconds: 180, ledger: { deleted: 5 } })
  expect(answer).not.toHaveProperty('successor')
  await expect(gathered([running(100), complete(1), complete(1)]).answer).resolves.toMatchObject({ waitSeconds: 600 })
  await expect(gathered([running(0), complete(1), complete(1)]).answer).resolves.toMatchObject({ waitSeconds: 10 })
})
