import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { SeedCounts } from '../../cli/engine/seedItems.ts'
import { deployedName } from '../../statemachine/stage/deployedName.ts'
import { Account } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { ask, everythingIn } from '../support/account/emulatedAws.ts'
import { expectDone } from '../support/account/expectDone.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 20_000
const FEW = 2_000

/** The emulator goes over the whole table for each page of a segment. */
const FEWER_PAGES = 'totalSegments: 8\nreaders: 4\n'

/** A stage with a hyphen, whose roles stay within a boundary. */
const PROD = 'eu-prod'
const BOUNDARY = 'arn:aws:iam::000000000000:policy/team'

/** Two of these a stage: the one that all is tried with, and one that starts by itself. */
const RULES = {
  'workers.yml': seedRule(
    'workers-dev',
    `${FEWER_PAGES}stages: { ${PROD}: { table: workers-prod, permissionsBoundary: ${BOUNDARY} } }`,
  ),
  'Minutely.yaml': seedRule('minutely', 'schedule: { expression: rate(1 minute) }'),
}

/** With a pass of 2 s, of which 1 s is worked, a table of FEW items takes four passes at least. */
const SLOW = { maxWriteUnitsPerSecond: 300 }
const SHORT_PASS_SECONDS = 2

describeWithPython('two stages, deployed side by side', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  let expected: (cutoffMs: number) => SeedCounts
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, RULES)
    expected = await account.seed('workers-prod', ITEMS)
    await account.seed('minutely', 100)
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  /** In the stage dev, over a table of FEW items that is filled anew. */
  async function fill(): Promise<(cutoffMs: number) => SeedCounts> {
    await account.setTimeout('dev', 'workers', SHORT_PASS_SECONDS)
    return account.seed('workers-dev', FEW)
  }

  test('come up, with the schedule on in prod and off in dev', async () => {
    for (const stage of [PROD, 'dev']) {
      expect(await project.serverless('deploy', '--stage', stage)).toContain('Service deployed')
    }
    const state = async (stage: string) => {
      const name = deployedName('dynamodb-scavenger', { stage, rule: 'Minutely' })
      const path = `/schedules/${name}?groupName=${name}`
      return JSON.parse(await ask(account.emulator, 'scheduler', { method: 'GET', path })).State
    }
    expect([await state(PROD), await state('dev')]).toEqual(['ENABLED', 'DISABLED'])
  }, 180_000)

  // The emulator keeps a boundary of a user, and none of a role: what the stack was deployed with shows it.
  test('bind the roles of the rule that names a boundary, and no others', async () => {
    const boundaries = async (stage: string) => {
      const form = { Action: 'GetTemplate', Version: '2010-05-15', StackName: `dynamodb-scavenger-${stage}` }
      const template = await ask(account.emulator, 'cloudformation', { form })
      expect(template).toContain('AWS::IAM::Role')
      return template.split('PermissionsBoundary').length - 1 // the rule itself writes it with a small letter
    }
    expect([await boundaries(PROD), await boundaries('dev')]).toEqual([['PassRole', 'StatesRole'].length, 0])
  })

  test('20,000 items: what the rule says is deleted by the input {}, and counted right', async () => {
    const { status, output } = await account.run(PROD, 'workers')
    expect(status).toBe('SUCCEEDED')
    const { items, matched, deletable, young } = expected(Date.parse(output.cutoff ?? ''))
    expect(output.ledger).toMatchObject({ scanned: items, matched, deleted: deletable, young, passes: 1 })
    expect(await account.count('workers-prod')).toBe(items - deletable)
  }, 300_000)

  test('what a pass counts is what the alarms and the dashboard look at', async () => {
    const [line = '{}'] = (await account.log(PROD, 'workers'))
      .split('\n')
      .filter((text) => text.includes('"secondsLeft"'))
    const counted = JSON.parse(line)
    const [{ Namespace, Dimensions, Metrics }] = counted._aws.CloudWatchMetrics
    const names = Metrics.map(({ Name }: { readonly Name: string }) => Name)
    const dimensions = Dimensions[0].map((Name: string) => ({ Name, Value: counted[Name] }))

    const target = 'GraniteServiceVersion20100801.DescribeAlarms'
    const json = { AlarmNamePrefix: 'dynamodb-scavenger-eu--prod-workers-' }
    const { MetricAlarms } = JSON.parse(await ask(account.emulator, 'monitoring', { target, json }))
    const ours: Metric[] = MetricAlarms.filter((alarm: Metric) => alarm.Namespace === Namespace)
    expect(ours.map(({ MetricName }) => MetricName).toSorted()).toEqual([
      'failed',
      'guardTripped',
      'unconfirmed',
      'undated',
    ])
    const endings = ['unconfirmed', 'guardTripped'] // written alone, by the invocation that ends the execution
    for (const { MetricName, Dimensions } of ours) {
      expect([...names, ...endings]).toContain(MetricName)
      expect(Dimensions.toSorted(byName)).toEqual(dimensions.toSorted(byName))
    }
    expect(names).toEqual(
      expect.arrayContaining(['scanned', 'matched', 'deleted', 'spared', 'writeUnits', 'readUnits']),
    )
  })

  test('a dry run deletes nothing and counts what would be deleted', async () => {
    const made = await fill()
    const { status, output } = await account.run('dev', 'workers', { dryRun: true })
    expect(status).toBe('SUCCEEDED')
    expect(output.ledger).toHaveProperty('wouldDelete', made(Date.parse(output.cutoff ?? '')).deletable)
    expect(await account.count('workers-dev')).toBe(FEW)
  }, 180_000)

  test('where a pass is short the next one goes on, four times at least', async () => {
    const made = await fill()
    const ended = await account.run('dev', 'workers', SLOW)
    await expectDone(account, ended, 'workers-dev', made)
    expect(ended.output.ledger?.passes).toBeGreaterThanOrEqual(4)
    expect(ended.output.ledger).toMatchObject({
      lostPasses: 0,
      deleted: made(Date.parse(ended.output.cutoff ?? '')).deletable,
    })
  }, 180_000)

  test('a new execution goes on from the token of a stopped one', async () => {
    const made = await fill()
    const stopped = await account.start('dev', 'workers', SLOW)
    const token = await account.until(async () => (await account.passes(stopped))[1]?.continuationToken)
    await account.sfn.send(new StopExecutionCommand({ executionArn: stopped }))
    expect(await account.end(stopped)).toMatchObject({ status: 'ABORTED' })
    const ended = await account.run('dev', 'workers', { continuationToken: token })
    await expectDone(account, ended, 'workers-dev', made)
    expect(ended.output.ledger).toMatchObject({ lostPasses: 1, passes: expect.any(Number) })
    expect(ended.output.ledger?.scanned).toBeLessThan(2 * FEW)
  }, 180_000)

  test('a pass that its function cuts off is repeated from its token', async () => {
    const made = await fill()
    const execution = await account.start('dev', 'workers', SLOW)
    await account.until(async () => (await account.passes(execution))[0])
    for (const pid of account.emulator.functionProcesses()) process.kill(pid, 'SIGSTOP')
    const ended = await account.end(execution).finally(() => {
      for (const pid of account.emulator.functionProcesses()) process.kill(pid, 'SIGCONT')
    })
    await expectDone(account, ended, 'workers-dev', made)
    expect(ended.output.ledger?.lostPasses).toBeGreaterThanOrEqual(1)
  }, 180_000)

  test('the schedule starts an execution with the input {}', async () => {
    const [first = ''] = await account.until(async () => {
      const executions = await account.executions(PROD, 'Minutely')
      return executions.length > 0 ? executions : undefined
    })
    expect(await account.end(first)).toMatchObject({ status: 'SUCCEEDED', output: { dryRun: false } })
    expect(await account.executions('dev', 'Minutely')).toEqual([])
  }, 180_000)

  test('removed, they leave nothing of theirs, and the tables as they were', async () => {
    const tables = ['workers-dev', 'workers-prod', 'minutely']
    const before = await Promise.all(tables.map((table) => account.count(table)))
    for (const stage of ['dev', PROD]) await project.serverless('remove', '--stage', stage)
    expect(await everythingIn(account.emulator)).toEqual([])
    expect(await Promise.all(tables.map((table) => account.count(table)))).toEqual(before)
  }, 180_000)
})

interface Metric {
  readonly Namespace: string
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
}

function byName(a: { readonly Name: string }, b: { readonly Name: string }): number {
  return a.Name < b.Name ? -1 : 1
}
