import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { InvalidInput } from '../../../functions/scavenge/errors.ts'
import type { ContinuedFrom } from '../../../functions/scavenge/execution/continueFrom.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import type { ReadRound } from '../../../functions/scavenge/execution/shards/round.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../functions/scavenge/progress/token.ts'
import { DEFAULT_GUARDS } from '../../../functions/scavenge/rule/guardFields.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import type { WorkWindow } from '../../../functions/scavenge/rule/window/window.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { DescribedTable } from '../../../functions/scavenge/table/tableShape.ts'
import { begin } from '../../../functions/scavenge/tasks/begin.ts'
import type { ShardEnd } from '../../../functions/scavenge/tasks/shards/shardEnd.ts'
import { ESTIMATE } from '../../support/rules/estimates.ts'

const DATA = {
  table: 'jobs',
  filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
  age: { attribute: 'at', format: 'epochSeconds', olderThan: '2d' },
  readers: 3,
  maxWriteUnitsPerSecond: 500,
}
const SOURCE = { file: 'jobs.yml', name: 'jobs' }
const KEY = [{ name: 'id', type: 'S' }] as const
const TABLE: DescribedTable = {
  name: 'jobs',
  identity: 'id',
  arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/jobs',
  key: KEY,
  shape: { key: KEY, indexes: [], notPriced: [] },
  items: 16_000,
  bytes: undefined,
}
const CODE = confirmationCode(parseRule(DATA, SOURCE), TABLE)
const BEGUN = 'arn:aws:states:local:000000000000:execution:jobs:begin'
const START_TIME = '2026-11-24T00:00:00Z'

function tokenOf(dryRun = false, more: object = {}): string {
  const startMs = Date.parse(START_TIME)
  return encodeToken(
    {
      binding: { table: TABLE.identity, code: CODE, dryRun, ...more },
      olderThanMs: 172_800_000,
      cutoffMs: startMs - 172_800_000,
      segments: { totalSegments: 40, cursor: 1, open: [{ segment: 0, key: { id: { S: 'kkkk' } } }] },
      counts: NO_COUNTS,
      stalledMs: 0,
      learned: undefined,
    },
    TABLE.key,
  )
}

interface Deployed {
  readonly window?: WorkWindow
  readonly earlier?: string
  /** What continueFrom finds. */
  readonly former?: ContinuedFrom
  /** The rule's field; by default its code. */
  readonly confirmed?: string | null
  readonly capacity?: DescribedTable['capacity']
  readonly data?: object
  readonly table?: DescribedTable
  /** What the shards of a former parent came to, by their names. */
  readonly ends?: Readonly<Record<string, ShardEnd>>
}

function begun(
  input: object,
  { earlier, confirmed = CODE, data = DATA, table = TABLE, window, capacity, former, ends = {} }: Deployed = {},
) {
  const rule = parseRule({ ...data, ...(confirmed !== null && { confirmed }) }, SOURCE)
  const { continuationToken = null, ...rest } = input as { readonly continuationToken?: string }
  const event = {
    input: rest,
    pass: { status: 'begin', continuationToken },
    execution: { id: BEGUN, startTime: START_TIME },
    retryCount: 0,
  }
  const asked: string[] = []
  const answer = begin(parseEvent(event, rule), {
    rule: { ...rule, window },
    stage: 'prod',
    nowMs: () => Date.parse('2026-11-24T12:00:00.500Z'),
    others: {
      async findEarlier(_, dryRun) {
        asked.push(dryRun ? 'other dry runs' : 'others')
        return earlier
      },
      async findFormer(from) {
        asked.push(`the token of ${from}`)
        if (former === undefined) throw new InvalidInput('no token')
        return former
      },
      async endOf({ name }) {
        asked.push(name)
        const end = ends[name]
        if (end === undefined) throw new Error(`no such shard: ${name}`)
        return end
      },
    },
    async describe() {
      asked.push('table')
      return { ...table, capacity }
    },
    async estimate() {
      asked.push('estimate')
      return ESTIMATE
    },
    guardSources: () => ({
      async past() {
        asked.push('past executions')
        return undefined
      },
      async pointInTimeRecovery() {
        asked.push('point-in-time recovery')
        return 'disabled'
      },
    }),
  })
  return { answer, asked }
}

describe('Begin answers', () => {
  test('how the rule’s index is read: the segments of a Query are not the input’s', async () => {
    const filter = { expression: '#s = :done', names: { '#s': 'status' }, values: { ':done': 'done' } }
    const data = { ...DATA, filter, index: 'by-status' }
    const [status, at] = [{ name: 'status', type: 'S' } as const, { name: 'at', type: 'N' } as const]
    const by = async (...key: KeyAttribute[]) => {
      const table = { ...TABLE, index: { name: 'by-status', key } }
      return begun({}, { data, table, confirmed: confirmationCode(parseRule(data, SOURCE), table) }).answer
    }
    const queried = await by(status, at)
    expect(queried).toMatchObject({ decided: { reads: { index: 'by-status', by: 'query', partitions: 1 } } })
    expect(queried).not.toHaveProperty('decided.totalSegments')
    const scanned = await by(at, status)
    expect(scanned).toMatchObject({ decided: { reads: { index: 'by-status', by: 'scan' }, totalSegments: 40 } })
  })

  test('the rule as it will run where the input says nothing', async () => {
    await expect(begun({}).answer).resolves.toStrictEqual({
      status: 'start',
      decided: {
        code: CODE,
        dryRun: false,
        olderThan: '48h',
        totalSegments: 40,
        readers: 3,
        deleters: 10,
        maxWriteUnitsPerSecond: 500,
        force: false,
        guards: DEFAULT_GUARDS,
        limits: {},
        items: 16_000,
        noSurge: 'executions outside of Step Functions have no past ones',
      },
      estimate: ESTIMATE,
    })
  })

  test('the caps that the table’s own figures make, and that they do', async () => {
    const capacity = {
      write: { units: 4_000, from: 'warmThroughput' },
      read: { units: 300, from: 'onDemandThroughput' },
    } as const
    await expect(begun({}, { capacity }).answer).resolves.toMatchObject({
      decided: {
        maxWriteUnitsPerSecond: 500,
        maxReadUnitsPerSecond: 150,
        capsFrom: { read: 'onDemandThroughput' },
      },
    })
    const { answer } = begun({ maxWriteUnitsPerSecond: 'unlimited', maxReadUnitsPerSecond: 'unlimited' }, { capacity })
    await expect(answer).resolves.toMatchObject({
      decided: { maxWriteUnitsPerSecond: 'unlimited', maxReadUnitsPerSecond: 'unlimited' },
    })
    expect(await answer).not.toHaveProperty('decided.capsFrom')
  })

  test('how long the rule’s window stays closed, and nothing of it while it is open', async () => {
    const night = { fromMinute: 22 * 60, toMinute: 6 * 60, timezone: 'Europe/Berlin' }
    await expect(begun({}, { window: night }).answer).resolves.toMatchObject({
      status: 'start',
      waitSeconds: 9 * 3_600, // rounded up
      windowOpens: '2026-11-24T21:00:00.000Z',
      decided: { readers: 3 },
    })
    const open = await begun({}, { window: { ...night, fromMinute: 12 * 60 } }).answer
    expect(open).not.toHaveProperty('waitSeconds')
    await expect(begun({}, { earlier: 'arn:earlier', window: night }).answer).resolves.toEqual({
      status: 'skipped',
      runningExecution: 'arn:earlier',
    })
  })

  test('no olderThan where the rule looks at no age', async () => {
    const answer = await begun({ dryRun: true }, { data: { ...DATA, age: 'none' } }).answer
    expect(answer).toMatchObject({ decided: { totalSegments: 40 } })
    expect(answer).not.toHaveProperty('decided.olderThan')
  })

  test('what the input says in place of the rule', async () => {
    const input = { dryRun: true, olderThan: '30d', totalSegments: 7, deleters: 1, maxReadUnitsPerSecond: 9 }
    await expect(begun(input).answer).resolves.toMatchObject({ decided: { ...input, olderThan: '720h', readers: 3 } })
  })

  test('nothing that a token brings, and not the token', async () => {
    const answer = await begun({ continuationToken: tokenOf(), readers: 5 }).answer
    expect(answer).toMatchObject({ status: 'start', decided: { fromToken: true, readers: 5 } })
    expect(answer).not.toHaveProperty('decided.olderThan')
    expect(answer).not.toHaveProperty('decided.totalSegments')
    expect(JSON.stringify(answer)).not.toContain(tokenOf().slice(10, 60))
  })

  test('to whom the execution yields', async () => {
    await expect(begun({}, { earlier: 'arn:other' }).answer).resolves.toEqual({
      status: 'skipped',
      runningExecution: 'arn:other',
    })
  })

  test('to an execution of its own kind alone: a dry run asks for dry runs', async () => {
    for (const [dryRun, others] of [
      [true, 'other dry runs'],
      [false, 'others'],
    ] as const) {
      const { answer, asked } = begun({ dryRun })
      await answer
      expect(asked[0]).toBe(others)
    }
  })

  test('without asking for others where the input says force', async () => {
    const { answer, asked } = begun({ force: true }, { earlier: 'arn:other' })
    await expect(answer).resolves.toMatchObject({ status: 'start', decided: { force: true } })
    expect(asked).not.toContain('others')
  })
})

describe('an execution that continues another one', () => {
  const former = { token: tokenOf(), notBeforeMs: 0 }

  test('starts with the token that was found, unconfirmed and without an estimate, as with one given by hand', async () => {
    const { answer, asked } = begun({ continueFrom: 'one' }, { former, confirmed: null })
    const { answer: byHand } = begun({ continuationToken: former.token }, { confirmed: null })
    await expect(answer).resolves.toEqual({ ...(await byHand), continuationToken: former.token })
    expect(asked).toEqual(expect.arrayContaining(['the token of one']))
    expect(asked).not.toContain('estimate')
  })

  test('is refused before it looks for another one to yield to', async () => {
    const { answer, asked } = begun({ continueFrom: 'one' }, { earlier: 'arn:other' })
    await expect(answer).rejects.toMatchObject({ name: 'InvalidInput', message: 'no token' })
    expect(asked).toEqual(['the token of one'])
  })

  test('that yields to another one answers no token', async () => {
    const { answer } = begun({ continueFrom: 'one' }, { former, earlier: 'arn:other' })
    await expect(answer).resolves.toEqual({ status: 'skipped', runningExecution: 'arn:other' })
  })

  test('is judged as with a token by hand: one of a dry run is refused', async () => {
    const ofDryRun = { ...former, token: tokenOf(true) }
    await expect(begun({ continueFrom: 'one' }, { former: ofDryRun }).answer).rejects.toMatchObject({
      name: 'InvalidContinuationToken',
    })
  })

  test('waits until the other one has drained', async () => {
    const notBeforeMs = Date.parse('2026-11-24T12:00:20Z')
    await expect(begun({ continueFrom: 'one' }, { former: { ...former, notBeforeMs } }).answer).resolves.toMatchObject({
      status: 'start',
      waitSeconds: 20,
    })
  })
})

describe('an execution with shards', () => {
  const COMMON = {
    cutoff: '2026-11-22T00:00:00.000Z',
    confirm: CODE,
    parent: BEGUN,
    force: true,
    dryRun: false,
    totalSegments: 40,
  }
  const NO_LIMITS = { ...DEFAULT_GUARDS, surge: 'none' }
  const nameOf = (shard: number) => `begin-shard-${shard}-of-4`

  test('judges once, and deals out ranges, caps and first rate', async () => {
    const { answer, asked } = begun({ shards: 4, shardsAtOnce: 2 })
    const caps = { write: { unitsPerSecond: 250, from: 'rule' }, deletesPerSecond: 1_800 }
    await expect(answer).resolves.toMatchObject({
      status: 'shards',
      decided: { code: CODE, shards: 4, shardsAtOnce: 2, totalSegments: 40, maxWriteUnitsPerSecond: 500 },
      estimate: ESTIMATE,
      round: { number: 1, atOnce: 2, redrives: 0, lostPasses: 0, segments: 40, ended: [], basis: { items: 16_000 } },
    })
    const { round } = Object(await answer)
    expect(round.input).toEqual({ ...COMMON, caps })
    expect(round.shards).toEqual(
      [1, 2, 3, 4].map((k) => ({ name: nameOf(k), input: { shard: `${k}/4`, guards: NO_LIMITS } })),
    )
    expect(asked.filter((what) => what === 'estimate')).toHaveLength(1)
  })

  test('hands on what its input names, and values', async () => {
    const input = { shards: 4, readers: 2, deleters: 7, olderThan: '3d', dryRun: true }
    const { round } = Object(await begun(input).answer)
    expect(round.input).toMatchObject({ readers: 2, deleters: 7, olderThan: '72h', dryRun: true })
    expect(round.input.cutoff).toBe('2026-11-21T00:00:00.000Z')
  })

  test('deals out the limits of its guards in slices', async () => {
    const { round } = Object(await begun({ shards: 4, guards: { maxDeletes: 15_999 } }).answer)
    const slice = NO_LIMITS
    expect(round.shards.map(({ input }: { readonly input: { readonly guards: object } }) => input.guards)).toEqual([
      { ...slice, maxDeletes: 4_000 },
      { ...slice, maxDeletes: 4_000 },
      { ...slice, maxDeletes: 4_000 },
      { ...slice, maxDeletes: 3_999 },
    ])
  })

  test('that nobody has confirmed starts no shard', async () => {
    await expect(begun({ shards: 4 }, { confirmed: null }).answer).rejects.toMatchObject({ name: 'Unconfirmed' })
  })

  test('refuses a cap that is too small to be dealt out', async () => {
    const { answer } = begun({ shards: 4, maxWriteUnitsPerSecond: 3 })
    await expect(answer).rejects.toThrow(
      'maxWriteUnitsPerSecond: expected at least 4, one unit a second for each shard',
    )
  })

  describe('that continues a parent', () => {
    const ended = { shard: '2/4', name: 'old-shard-2-of-4' }
    const round: ReadRound = {
      number: 3,
      atOnce: 3,
      redrives: 1,
      lostPasses: 1,
      segments: 40,
      basis: { items: 20_000 },
      input: { ...COMMON, parent: 'arn:old', cutoff: '2026-11-01T00:00:00.000Z' },
      shards: [1, 3, 4].map((k) => ({ name: `old-shard-${k}-of-4-r3`, input: { shard: `${k}/4` } })),
      ended: [ended],
    }
    const done = { ledger: { deleted: 5 }, segmentsDone: 4 }
    const ends: Readonly<Record<string, ShardEnd>> = {
      'old-shard-1-of-4-r3': { shard: '1/4', name: 'old-shard-1-of-4-r3', kind: 'complete', said: {}, ...done },
      'old-shard-2-of-4': { ...ended, kind: 'complete', said: {}, ...done },
      'old-shard-3-of-4-r3': { shard: '3/4', name: 'old-shard-3-of-4-r3', kind: 'continued', limits: {}, ...done },
      'old-shard-4-of-4-r3': {
        shard: '4/4',
        name: 'old-shard-4-of-4-r3',
        kind: 'failed',
        error: 'ABORTED',
        from: 'old-shard-4-of-4',
        lost: false,
        ...done,
      },
    }
    const former = { round, notBeforeMs: 0, handsOver: false }

    test('starts the unfinished shards where they left off, unconfirmed and without an estimate', async () => {
      const { answer, asked } = begun({ continueFrom: 'old' }, { former, ends, confirmed: null })
      await expect(answer).resolves.toMatchObject({
        status: 'shards',
        decided: { shards: 4, shardsAtOnce: 3, fromToken: true, items: 20_000 },
        round: {
          number: 1,
          atOnce: 3,
          redrives: 0,
          lostPasses: 1,
          input: { cutoff: '2026-11-01T00:00:00.000Z', parent: BEGUN },
          shards: [
            { name: nameOf(3), input: { shard: '3/4', continueFrom: 'old-shard-3-of-4-r3' } },
            { name: nameOf(4), input: { shard: '4/4', continueFrom: 'old-shard-4-of-4' } },
          ],
          ended: [{ name: 'old-shard-1-of-4-r3' }, { name: 'old-shard-2-of-4' }],
        },
      })
      expect(asked).not.toContain('estimate')
    })

    test('leaves failed ones to a person where the other one only hands over, and deals out nothing while one runs', async () => {
      const over = { ...former, handsOver: true }
      const { round: next } = Object(await begun({ continueFrom: 'old' }, { former: over, ends }).answer)
      expect(next.shards).toMatchObject([{ input: { shard: '3/4' } }])
      const running = { shard: '3/4', name: 'old-shard-3-of-4-r3', kind: 'running', startMs: 0 } as const
      const some = { ...ends, 'old-shard-3-of-4-r3': running }
      const { round: waits } = Object(await begun({ continueFrom: 'old' }, { former, ends: some }).answer)
      expect(waits).toMatchObject({ shards: [], failed: 'startAgain', ended: [{}, {}, {}, {}] })
      const complete = {
        ...ends,
        'old-shard-3-of-4-r3': { ...Object(ends['old-shard-3-of-4-r3']), kind: 'complete', said: {} },
      }
      const { round: redriven } = Object(await begun({ continueFrom: 'old' }, { former: over, ends: complete }).answer)
      expect(redriven.shards).toMatchObject([{ input: { shard: '4/4', continueFrom: 'old-shard-4-of-4' } }])
    })

    test('is no shard’s: one that names a parent is told its own execution', async () => {
      const input = { continueFrom: 'old', shard: '3/4', confirm: CODE }
      await expect(begun(input, { former, ends }).answer).rejects.toThrow(
        'expected an execution of shard 3/4, found a parent: continue from old-shard-3-of-4-r3',
      )
    })

    test('gives them what its guards still allow all of them', async () => {
      const guards = { maxDeletes: 30 }
      const input = { continueFrom: 'old', confirm: CODE, guards }
      const { round: dealt } = Object(await begun(input, { former, ends }).answer)
      const limits = dealt.shards.map((start: { readonly input: { readonly guards: object } }) => start.input.guards)
      expect(limits).toMatchObject([{ maxDeletes: 10 }, { maxDeletes: 10 }])
    })

    test('has as many shards, and as many at once as its input says', async () => {
      const { answer } = begun({ continueFrom: 'old', shards: 4, shardsAtOnce: 2 }, { former, ends })
      await expect(answer).resolves.toMatchObject({ round: { atOnce: 2 } })
      await expect(begun({ continueFrom: 'old', shards: 8 }, { former, ends }).answer).rejects.toThrow(
        'execution input: shards: expected 4, as many as continueFrom has, found 8',
      )
      const whole = { token: tokenOf(), notBeforeMs: 0 }
      await expect(begun({ continueFrom: 'old', shards: 8 }, { former: whole }).answer).rejects.toThrow(
        'execution input: shards: expected at most 1, since continueFrom has none, found 8',
      )
    })

    test('is refused where the table was made again', async () => {
      const own = { ...former, round: { ...round, table: TABLE.identity } }
      await expect(begun({ continueFrom: 'old' }, { former: own, ends }).answer).resolves.toMatchObject({
        round: { table: TABLE.identity },
      })
      const other = { ...former, round: { ...round, table: 'another' } }
      await expect(begun({ continueFrom: 'old' }, { former: other, ends }).answer).rejects.toMatchObject({
        name: 'InvalidContinuationToken',
      })
    })

    test('is refused where its shards are of another rule, another kind of run, or of other segments', async () => {
      const ofAnother = { ...former, round: { ...round, input: { ...round.input, confirm: 'k7m2q9x4tb' } } }
      const { answer } = begun({ continueFrom: 'old' }, { former: ofAnother, ends })
      await expect(answer).rejects.toMatchObject({ name: 'InvalidContinuationToken' })
      const ofDryRun = { ...former, round: { ...round, input: { ...round.input, dryRun: true } } }
      await expect(begun({ continueFrom: 'old' }, { former: ofDryRun, ends }).answer).rejects.toMatchObject({
        name: 'InvalidContinuationToken',
      })
      for (const input of [{ dryRun: true }, { totalSegments: 400 }, { olderThan: '60d' }]) {
        const contradiction = begun({ continueFrom: 'old', ...input }, { former, ends }).answer
        await expect(contradiction).rejects.toMatchObject({ name: 'InvalidInput' })
      }
    })
  })
})

describe('a shard', () => {
  const input = { shard: '2/4', cutoff: '2026-11-21T00:00:00.000Z', parent: 'arn:parent', force: true }

  test('starts with its parent’s code and makes no estimate', async () => {
    const caps = { write: { unitsPerSecond: 125, from: 'rule' } }
    const { answer, asked } = begun({ ...input, confirm: CODE, totalSegments: 40, caps }, { confirmed: null })
    await expect(answer).resolves.toMatchObject({
      status: 'start',
      decided: { shard: '2/4', maxWriteUnitsPerSecond: 125, totalSegments: 40 },
    })
    await expect(answer).resolves.not.toHaveProperty('estimate')
    expect(asked).not.toContain('estimate')
  })

  test('without it is Unconfirmed, whatever the rule says', async () => {
    await expect(begun(input).answer).rejects.toMatchObject({ name: 'Unconfirmed' })
    const other = begun({ ...input, confirm: 'k7m2q9x4tb' }).answer
    await expect(other).rejects.toMatchObject({ name: 'InvalidInput' })
    await expect(other).rejects.toThrow('start a new execution without shard')
  })

  test('that is continued alone needs it too: its token does not bring its parent’s limits', async () => {
    const token = tokenOf(false, { shard: '1/4' })
    const alone = { shard: '1/4', continueFrom: 'one-shard-1-of-4' }
    const former = { token, notBeforeMs: 0 }
    await expect(begun(alone, { former }).answer).rejects.toMatchObject({
      name: 'Unconfirmed',
      message: expect.stringContaining(`start an execution with {"confirm":"${CODE}"} beside the same shard`),
    })
    await expect(begun({ ...alone, confirm: CODE }, { former }).answer).resolves.toMatchObject({
      status: 'start',
      decided: { shard: '1/4', fromToken: true },
      continuationToken: token,
    })
  })

  test('has no cutoff later than its start allows', async () => {
    const late = { ...input, confirm: CODE, cutoff: '2026-11-22T00:00:00.001Z' }
    await expect(begun(late).answer).rejects.toThrow('cutoff: expected no later than 2026-11-22T00:00:00.000Z')
    await expect(begun({ ...late, cutoff: '2026-11-22T00:00:00Z' }).answer).resolves.toMatchObject({ status: 'start' })
  })
})

test('an input that is refused is refused at Begin', () => {
  expect(() => begun({ olderThan: '1d' })).toThrow(/olderThan: expected at least the rule's 48h/)
  expect(() => begun({ colour: 'blue' })).toThrow(/colour: unknown/)
})

describe('an execution that deletes', () => {
  test.each<[string, object, string | null]>([
    ['by its rule', {}, CODE],
    ['by its input', { confirm: CODE }, null],
    ['by its input, whatever the rule says', { confirm: CODE }, 'k7m2q9x4tb'],
  ])('starts where it is confirmed %s', async (_, input, confirmed) => {
    await expect(begun(input, { confirmed }).answer).resolves.toMatchObject({
      status: 'start',
      decided: { code: CODE },
    })
  })

  test('ends as Unconfirmed where nobody confirmed it, with what it would delete and the two ways to confirm', async () => {
    await expect(begun({}, { confirmed: null }).answer).rejects.toMatchObject({
      name: 'Unconfirmed',
      message:
        'rule jobs: expected a confirmation in the rule or the input, found none; nothing was deleted. It would delete ' +
        '15,590 of 16,000 items (95 %: 15,400 to 15,800), the oldest of 2018-03-01, the newest of 2026-11-21, for about ' +
        `$0.0103. The confirmation code is ${CODE}: to confirm exactly this, write stages: { prod: { confirmed: ${CODE} } } ` +
        `into the rule file and deploy it, or start an execution with the input {"confirm":"${CODE}"}`,
    })
  })

  test('ends as Unconfirmed where the rule has changed since it was confirmed', async () => {
    await expect(begun({}, { confirmed: 'k7m2q9x4tb' }).answer).rejects.toMatchObject({
      name: 'Unconfirmed',
      message: expect.stringContaining('found "k7m2q9x4tb": the rule has changed since it was confirmed'),
    })
  })

  test('is wrong input with another code, before anything is estimated', async () => {
    const { answer, asked } = begun({ confirm: 'k7m2q9x4tb' })
    await expect(answer).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('confirm: expected the confirmation code of rule jobs and its table'),
    })
    expect(asked).not.toContain('estimate')
  })

  test('needs neither estimate nor confirmation with a token, which is bound to the code', async () => {
    const { answer, asked } = begun({ continuationToken: tokenOf() }, { confirmed: null })
    await expect(answer).resolves.toMatchObject({ status: 'start', decided: { fromToken: true, code: CODE } })
    expect(asked).not.toContain('estimate')
  })

  test('does not start from a dry run’s token', async () => {
    await expect(begun({ continuationToken: tokenOf(true) }).answer).rejects.toMatchObject({
      name: 'InvalidContinuationToken',
    })
  })
})

describe('an execution that only estimates', () => {
  test('answers its estimate, confirmed or not', async () => {
    const { answer, asked } = begun({ estimate: true }, { confirmed: null })
    await expect(answer).resolves.toEqual({ status: 'estimated', estimate: ESTIMATE })
    expect(asked).toEqual(['table', 'estimate'])
  })

  test('yields to none', async () => {
    const { answer, asked } = begun({ estimate: true }, { earlier: 'arn:other' })
    await expect(answer).resolves.toMatchObject({ status: 'estimated' })
    expect(asked).not.toContain('others')
  })

  test('is wrong input with another code, beside dryRun and beside a token', async () => {
    await expect(begun({ estimate: true, confirm: 'k7m2q9x4tb' }).answer).rejects.toMatchObject({
      name: 'InvalidInput',
    })
    expect(() => begun({ estimate: true, dryRun: true })).toThrow(/estimate: expected neither dryRun nor/)
    expect(() => begun({ estimate: true, continuationToken: tokenOf() })).toThrow(/found a continuationToken/)
  })
})

test('a dry run needs no confirmation, and has an estimate', async () => {
  await expect(begun({ dryRun: true }, { confirmed: null }).answer).resolves.toMatchObject({ estimate: ESTIMATE })
})
