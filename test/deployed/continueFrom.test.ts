import { BatchWriteItemCommand, CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { SeedCounts } from '../../cli/engine/seedItems.ts'
import { Account, type Ended } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { roleNamed } from '../support/account/emulatedRole.ts'
import { expectDone } from '../support/account/expectDone.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 1_000

/** Slow enough to be met in the middle, with passes that answer before. */
const SLOW = { maxWriteUnitsPerSecond: 50 }
const SHORT_PASS_SECONDS = 2

/** Keys of DynamoDB's largest size, in as many segments as can be open: a token of more than 100 KB. */
const [HASH_BYTES, RANGE_BYTES] = [2_048, 1_024]
const LONG_KEYS = 2_000
const LONG_KEYS_PASS_SECONDS = 10
const LARGE_TOKEN_BYTES = 100_000
const LONG_KEYS_RULE = `table: longkeys
filter: { expression: "attribute_exists(#at)", names: { "#at": "At" } }
age: { attribute: At, format: epochSeconds, olderThan: 48h }
totalSegments: 40
readers: 40
`

/** Items in one BatchWriteItem. */
const BATCH = 25

describeWithPython('continueFrom in a deployed stage', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, {
      'stopped.yml': seedRule('stopped'),
      'failed.yml': seedRule('failed'),
      'longkeys.yml': LONG_KEYS_RULE,
    })
    await seedLongKeys()
    await project.serverless('deploy', '--stage', 'dev')
    for (const rule of ['stopped', 'failed']) await account.setTimeout('dev', rule, SHORT_PASS_SECONDS)
    await account.setTimeout('dev', 'longkeys', LONG_KEYS_PASS_SECONDS)
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  async function seedLongKeys(): Promise<void> {
    await account.dynamodb.send(
      new CreateTableCommand({
        TableName: 'longkeys',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['Hash', 'Range'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'Hash', KeyType: 'HASH' },
          { AttributeName: 'Range', KeyType: 'RANGE' },
        ],
      }),
    )
    for (let first = 0; first < LONG_KEYS; first += BATCH) {
      const longkeys = Array.from({ length: BATCH }, (_, index) => ({
        PutRequest: {
          Item: {
            Hash: { S: String(first + index).padEnd(HASH_BYTES, 'h') },
            Range: { S: String(first + index).padEnd(RANGE_BYTES, 'r') },
            At: { N: '1600000000' },
          },
        },
      }))
      await account.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { longkeys } }))
    }
  }

  /** Starts an execution and stops it in a pass that follows one that answered. */
  async function stopped(rule: string): Promise<string> {
    const arn = await account.start('dev', rule, SLOW)
    await account.until(async () => (await account.passes(arn))[0])
    await account.sfn.send(new StopExecutionCommand({ executionArn: arn }))
    await account.end(arn)
    return arn
  }

  /** An execution that went through the rest of the seed's table, and counts what the one before it did. */
  async function expectContinued(ended: Ended, table: string, made: (cutoffMs: number) => SeedCounts): Promise<void> {
    const { ledger } = await expectDone(account, ended, table, made)
    expect(ended.output).toMatchObject({ decided: { fromToken: true } })
    expect(ledger.passes).toBeGreaterThan(1)
  }

  test('one that was stopped is continued by its name from the console, with the same cutoff, and nobody sees the token', async () => {
    const made = await account.seed('stopped', ITEMS)
    const arn = await stopped('stopped')
    const [first] = await account.passes(arn)
    const ended = await account.run('dev', 'stopped', { continueFrom: arn.split(':').at(-1) })
    await expectContinued(ended, 'stopped', made)
    expect(ended.output.cutoff).toBe(first?.cutoff)
    expect(ended.output.ledger).toHaveProperty('lostPasses', 1)
    expect(JSON.stringify(ended.output)).not.toContain('sc2.')
    expect(await account.log('dev', 'stopped')).not.toContain('sc2.')
  }, 180_000)

  test('one that runs, that succeeded or that left no token is refused, and nothing is started in its place', async () => {
    await account.seed('stopped', ITEMS)
    const running = await account.start('dev', 'stopped', { maxWriteUnitsPerSecond: 5 })
    const ofRunning = await account.run('dev', 'stopped', { continueFrom: running })
    await account.sfn.send(new StopExecutionCommand({ executionArn: running }))
    const succeeded = await account.run('dev', 'stopped', { dryRun: true })
    const wrong = await account.run('dev', 'stopped', { colour: 'blue' })
    const ofSucceeded = await account.run('dev', 'stopped', { continueFrom: succeeded.arn })
    const ofWrong = await account.run('dev', 'stopped', { continueFrom: wrong.arn })
    const ofOther = await account.run('dev', 'stopped', { continueFrom: succeeded.arn.replace('stopped', 'failed') })
    const refusals: readonly (readonly [Ended, string])[] = [
      [ofRunning, 'which runs: stop it first'],
      [ofSucceeded, 'which succeeded: start without continueFrom'],
      [ofWrong, 'which ended as FAILED (InvalidInput) before that: start without continueFrom'],
      [ofOther, 'stateMachine:dynamodb-scavenger-dev-failed: start an execution of that state machine'],
    ]
    for (const [{ status, error, cause }, sentence] of refusals) {
      expect({ status, error }).toEqual({ status: 'FAILED', error: 'InvalidInput' })
      expect(cause).toContain('execution input: continueFrom: expected ')
      expect(cause).toContain(sentence)
    }
  }, 180_000)

  test('one that failed is continued by the command line once its cause is gone', async () => {
    const made = await account.seed('failed', ITEMS)
    const role = await roleNamed(account.emulator, 'dynamodb-scavenger-dev-FailedPassRole')
    const arn = await account.start('dev', 'failed', SLOW)
    await account.until(async () => (await account.passes(arn))[0])
    const failed = await role.without('dynamodb:Scan', () => account.end(arn))
    expect(failed).toMatchObject({ status: 'FAILED', error: 'AccessDenied' })

    const name = arn.split(':').at(-1) ?? ''
    const args = ['start', '--stage', 'dev', '--rule', 'failed', '--continue-from', name, '--watch', '--json']
    const { code, stdout } = await project.scavenge(...args)
    expect(code).toBe(0)
    const { executionArn, passes, ledger } = JSON.parse(stdout)
    await expectContinued(await account.end(executionArn), 'failed', made)
    expect(passes).toBeLessThan(ledger.passes) // its own, without those of the execution that it continued
  }, 180_000)

  test('is found and moved where the token is at its largest: keys of 3 KB in every segment', async () => {
    const arn = await account.start('dev', 'longkeys', { maxWriteUnitsPerSecond: 40 })
    await account.until(async () => {
      const last = (await account.passes(arn)).at(-1)
      return (last?.continuationToken?.length ?? 0) > LARGE_TOKEN_BYTES || last?.status === 'complete'
        ? true
        : undefined
    })
    await account.sfn.send(new StopExecutionCommand({ executionArn: arn }))
    expect((await account.passes(arn)).at(-1)?.continuationToken?.length).toBeGreaterThan(LARGE_TOKEN_BYTES)
    const ended = await account.run('dev', 'longkeys', { continueFrom: arn })
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { status: 'complete' } })
    expect(await account.count('longkeys')).toBe(0)
  }, 180_000)
})
