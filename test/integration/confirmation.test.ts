import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { describeOnEngines } from '../support/engines/engines.ts'
import { clientOf, createTable, loadItems, readItems } from '../support/engines/tables.ts'
import { itemsOf, WORKER_KINDS } from '../support/oracle/fates.ts'
import { expectLeft } from '../support/oracle/oracle.ts'
import { brokenRules } from '../support/rules/brokenRules.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { confirmation } from '../support/runs/confirmation.ts'
import { functionAt, START_TIME } from '../support/runs/handlerRuns.ts'
import { IS_LONG } from '../support/shared/long.ts'

const TABLE = 'workers'
const BROKEN = IS_LONG ? 200 : 60
const MADE = itemsOf(WORKER_KINDS, 104, WORKERS_KEY)
const PASS_MS = 60_000
/** The pass that goes on reads this many units a second, so that it needs more than one pass. */
const SLOWLY = { totalSegments: 8, readers: 1, maxReadUnitsPerSecond: 1 }

interface Sent {
  readonly input?: object
  readonly status?: 'begin' | 'start' | 'continue'
  readonly token?: string
  readonly decided?: object
  readonly redriveCount?: number
  readonly passMs?: number
}

type Answer = { readonly status: string; readonly continuationToken?: string; readonly decided?: object }

describeOnEngines(
  'a rule that nobody has confirmed deletes nothing',
  (engine) => {
    let client: DynamoDBClient
    let invoke: Awaited<ReturnType<typeof functionAt>>
    let original: object

    beforeAll(async () => {
      client = clientOf(engine.endpoint)
      await createTable(client, TABLE, WORKERS_KEY)
      await loadItems(
        client,
        TABLE,
        MADE.map(({ item }) => item),
      )
      invoke = await functionAt(engine.endpoint)
    })
    beforeEach(async () => {
      for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, 'write').mockReturnValue(true)
      const rule = workersRule(TABLE, SLOWLY)
      const { confirm } = await confirmation((event) => send(rule, event))
      original = { ...rule, confirmed: confirm }
    })
    afterEach(() => {
      jest.restoreAllMocks()
    })
    afterAll(() => client.destroy())

    function send(rule: object, event: object, passMs = PASS_MS): Promise<Answer> {
      process.env.RULE = JSON.stringify(rule)
      process.env.RULE_NAME = TABLE
      const endMs = performance.now() + passMs
      return invoke(event, { getRemainingTimeInMillis: () => endMs - performance.now() })
    }

    /** One invocation of the function as it is deployed with that rule. */
    function sent(rule: object, { input = {}, status = 'start', token, decided, redriveCount, passMs }: Sent = {}) {
      const pass = { status, continuationToken: token ?? null }
      const execution = { id: 'arn:execution', startTime: START_TIME, redriveCount }
      return send(rule, { input, pass, decided, execution, retryCount: 0 }, passMs)
    }

    async function expectNothingDeleted(): Promise<void> {
      await expectLeft(client, TABLE, MADE)
    }

    const confirmedOf = (rule: object) => ({ ...rule, confirmed: Object(original).confirmed })

    test(`${BROKEN} broken rules, each deployed in place of the one that was confirmed`, async () => {
      const broken = brokenRules(TABLE, BROKEN)
      expect(new Set(broken.map(({ rule }) => JSON.stringify(rule))).size).toBe(BROKEN)
      const { decided } = await sent(original, { status: 'begin' })
      const { continuationToken } = await sent(original, { input: { dryRun: true }, passMs: 300 })
      const wrong: string[] = []
      for (const { what, rule } of broken) {
        const deployed = confirmedOf(rule)
        const ends = {
          'at Begin': [await errorOf(sent(deployed, { status: 'begin' })), 'Unconfirmed'],
          'at a first pass without Begin': [await errorOf(sent(deployed)), 'Unconfirmed'],
          'between Begin and the first pass': [
            await errorOf(sent(deployed, { decided: Object(decided) })),
            'RuleChanged',
          ],
          'with the former code in the input': [
            await errorOf(sent(deployed, { status: 'begin', input: { confirm: Object(original).confirmed } })),
            'InvalidInput',
          ],
          'before the next pass of a dry run': [
            await errorOf(
              sent(deployed, { input: { dryRun: true }, status: 'continue', token: continuationToken ?? '' }),
            ),
            'RuleChanged',
          ],
        }
        for (const [when, [found, expected]] of Object.entries(ends)) {
          if (found !== expected) wrong.push(`${what}, ${when}: expected ${expected}, found ${found}`)
        }
      }
      expect(wrong).toEqual([])
      await expectNothingDeleted()
    }, 300_000)

    test('a redrive and a wait over a deployment end as RuleChanged, whether or not the new rule is confirmed', async () => {
      const { decided } = await sent(original, { status: 'begin' })
      const changed = { ...workersRule(TABLE, SLOWLY), age: { ...workersRule(TABLE).age, olderThan: '1h' } }
      const { confirm } = await confirmation((event) => send(changed, event))
      expect(confirm).not.toBe(Object(original).confirmed)
      for (const rule of [changed, { ...changed, confirmed: confirm }]) {
        for (const redriveCount of [0, 1]) {
          const pass = sent(rule, { decided: Object(decided), redriveCount })
          await expect(pass).rejects.toMatchObject({ name: 'RuleChanged' })
        }
      }
      await expectNothingDeleted()
    })

    test('a dry run’s token can’t be turned into one that deletes', async () => {
      const { continuationToken = '' } = await sent(original, { input: { dryRun: true }, passMs: 300 })
      for (const status of ['begin', 'start', 'continue'] as const) {
        await expect(sent(original, { status, token: continuationToken })).rejects.toMatchObject({
          name: 'InvalidContinuationToken',
        })
      }
      await expectNothingDeleted()
    })

    test('the rule itself deletes once it is confirmed, and its token needs no other confirmation', async () => {
      const { decided } = await sent(original, { status: 'begin' })
      const first = await sent(original, { decided: Object(decided), passMs: 300 })
      expect(first.status).toBe('continue')
      const { confirmed: _, ...unconfirmed } = Object(original)
      const fast = { ...unconfirmed, maxReadUnitsPerSecond: 1_000 }
      const next = await sent(fast, { status: 'start', token: first.continuationToken ?? '' })
      expect(next.status).toBe('complete')
      expect((await readItems(client, TABLE)).length).toBeLessThan(MADE.length)
    })
  },
  ['dynalite'],
)

/** The name of the error that an invocation ended by; what it answered where it did not. */
async function errorOf(invocation: Promise<Answer>): Promise<string> {
  return invocation.then(
    ({ status }) => `answer ${status}`,
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  )
}
