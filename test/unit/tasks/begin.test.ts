import { describe, expect, test } from '@jest/globals'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { InvalidInput } from '../../../functions/scavenge/errors.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { encodeToken } from '../../../functions/scavenge/progress/token.ts'
import { DEFAULT_GUARDS } from '../../../functions/scavenge/rule/guardFields.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import type { WorkWindow } from '../../../functions/scavenge/rule/window/window.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { DescribedTable } from '../../../functions/scavenge/table/tableShape.ts'
import { begin } from '../../../functions/scavenge/tasks/begin.ts'
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
const START_TIME = '2026-11-24T00:00:00Z'

function tokenOf(dryRun = false): string {
  const startMs = Date.parse(START_TIME)
  return encodeToken(
    {
      binding: { table: TABLE.identity, code: CODE, dryRun },
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
  readonly former?: { readonly token: string; readonly drainedMs: number }
  /** The rule's field; by default its code. */
  readonly confirmed?: string | null
  readonly capacity?: DescribedTable['capacity']
  readonly data?: object
  readonly table?: DescribedTable
}

function begun(
  input: object,
  { earlier, confirmed = CODE, data = DATA, table = TABLE, window, capacity, former }: Deployed = {},
) {
  const rule = parseRule({ ...data, ...(confirmed !== null && { confirmed }) }, SOURCE)
  const { continuationToken = null, ...rest } = input as { readonly continuationToken?: string }
  const event = {
    input: rest,
    pass: { status: 'begin', continuationToken },
    execution: { id: 'begin', startTime: START_TIME },
    retryCount: 0,
  }
  const asked: string[] = []
  const answer = begin(parseEvent(event, rule), {
    rule: { ...rule, window },
    stage: 'prod',
    nowMs: () => Date.parse('2026-11-24T12:00:00.500Z'),
    async findEarlier(_, dryRun) {
      asked.push(dryRun ? 'other dry runs' : 'others')
      return earlier
    },
    async findToken(from) {
      asked.push(`the token of ${from}`)
      if (former === undefined) throw new InvalidInput('no token')
      return former
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
  const former = { token: tokenOf(), drainedMs: 0 }

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
    const drainedMs = Date.parse('2026-11-24T12:00:20Z')
    await expect(begun({ continueFrom: 'one' }, { former: { ...former, drainedMs } }).answer).resolves.toMatchObject({
      status: 'start',
      waitSeconds: 20,
    })
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
