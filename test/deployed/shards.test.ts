import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { SeedCounts } from '../../cli/engine/seedItems.ts'
import { Account, type Ended } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { expectDone } from '../support/account/expectDone.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const MANY_ITEMS = 20_000
const ITEMS = 2_000

/** The emulator goes through the whole table for each page of a segment: few segments keep the test short. */
const FEW_SEGMENTS = 'totalSegments: 8\nreaders: 2\n'

/** Slow enough to be met in the middle, with passes that answer before. */
const SLOW = { shards: 4, maxWriteUnitsPerSecond: 80 }
const SHORT_PASS_SECONDS = 3

describeWithPython('shards in a deployed stage', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  let many: (cutoffMs: number) => SeedCounts
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, {
      'many.yml': seedRule('many', FEW_SEGMENTS),
      'stopped.yml': seedRule('stopped'),
      'failing.yml': seedRule('failing'),
    })
    many = await account.seed('many', MANY_ITEMS)
    for (const table of ['stopped', 'failing']) await account.seed(table, 1)
    await project.serverless('deploy', '--stage', 'dev')
    for (const rule of ['stopped', 'failing']) await account.setTimeout('dev', rule, SHORT_PASS_SECONDS)
  }, 400_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  /** The names of a rule's executions. */
  async function names(rule: string): Promise<readonly string[]> {
    return (await account.executions('dev', rule)).map((arn) => arn.split(':').at(-1) ?? '').sort()
  }

  function shardsOf(parent: string, round = ''): readonly string[] {
    return [1, 2, 3, 4].map((number) => `${parent.split(':').at(-1)}-shard-${number}-of-4${round}`)
  }

  /** The ledger of a parent whose shards went through the whole of the seed's table, and what was made there. */
  async function expectAllDone(parent: Ended, table: string, made: (cutoffMs: number) => SeedCounts) {
    const done = await expectDone(account, parent, table, made)
    expect(parent.output).toMatchObject({ decided: { shards: 4 } })
    const { progress } = parent.output
    expect(progress?.segmentsDone).toBe(progress?.totalSegments)
    return done
  }

  test('four of them delete what is old of 20,000 items, each started once, and their parent adds up what they did', async () => {
    const parent = await account.start('dev', 'many', { shards: 4 })
    const { ledger, made } = await expectAllDone(await account.end(parent), 'many', many)
    const { deleted } = ledger
    expect([deleted, ledger.scanned]).toEqual([made.deletable, made.items])
    expect(await names('many')).toEqual([parent.split(':').at(-1) ?? '', ...shardsOf(parent)].sort())
    const shards = await Promise.all(shardsOf(parent).map((name) => account.end(parent.replace(/[^:]+$/, name))))
    const each = shards.map(({ output }) => (output.ledger && 'deleted' in output.ledger ? output.ledger.deleted : 0))
    expect(each.reduce((sum, one) => sum + one, 0)).toBe(deleted)
    expect(Math.min(...each)).toBeGreaterThan(0)

    const { stdout } = await project.scavenge('list', '--stage', 'dev', '--rule', 'many', '--json')
    const [listed, ...others] = JSON.parse(stdout)
    expect(others).toEqual([])
    expect(listed).toMatchObject({ executionArn: parent, status: 'SUCCEEDED', ledger: { deleted } })
    expect(listed.shards).toHaveLength(4)
  }, 600_000)

  test('that were stopped with their parent go on from it by one command', async () => {
    const made = await account.seed('stopped', ITEMS)
    const parent = await account.start('dev', 'stopped', SLOW)
    const [one = ''] = shardsOf(parent)
    const first = parent.replace(/[^:]+$/, one)
    const { cutoff } = await account.until(async () =>
      (await names('stopped')).includes(one) ? (await account.passes(first))[0] : undefined,
    )
    const stopped = await project.scavenge('stop', parent, '--json')
    expect(stopped.code).toBe(0)
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      status: 'ABORTED',
      command: expect.stringContaining('continueFrom'),
    })
    for (const name of shardsOf(parent)) {
      expect(['ABORTED', 'SUCCEEDED']).toContain((await account.end(parent.replace(/[^:]+$/, name))).status)
    }
    const { items, deletable } = made(Date.parse(cutoff))
    expect(await account.count('stopped')).toBeGreaterThan(items - deletable)

    const name = parent.split(':').at(-1) ?? ''
    const args = ['start', '--stage', 'dev', '--rule', 'stopped', '--continue-from', name, '--watch', '--json']
    const { code, stdout } = await project.scavenge(...args)
    expect(code).toBe(0)
    const { executionArn, shards } = JSON.parse(stdout)
    expect(shards).toHaveLength(4)
    const { ledger } = await expectAllDone(await account.end(executionArn), 'stopped', made)
    expect(ledger.lostPasses).toBeGreaterThan(0)
  }, 300_000)

  test('of which one ended early do not hold up the others; run again, that one alone goes on', async () => {
    const made = await account.seed('failing', ITEMS)
    const parent = await account.start('dev', 'failing', { ...SLOW, maxWriteUnitsPerSecond: 400 })
    const [, second = ''] = shardsOf(parent)
    const failing = parent.replace(/[^:]+$/, second)
    await account.until(async () =>
      (await names('failing')).includes(second) ? (await account.passes(failing))[0] : undefined,
    )
    await account.sfn.send(new StopExecutionCommand({ executionArn: failing, error: 'Stopped' }))
    const { status, error, cause } = await account.end(parent)
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'ShardsFailed' })
    expect(cause).toContain(`2/4 (${second}) ended with Stopped`)
    const before = await names('failing')

    const { code, stdout } = await project.scavenge('resume', parent)
    expect(code).toBe(0)
    await expectAllDone(await account.end(stdout.trim()), 'failing', made)
    const started = (await names('failing')).filter((name) => !before.includes(name))
    expect(started.filter((name) => name.includes('-shard-'))).toEqual([expect.stringContaining('-shard-2-of-4')])
  }, 300_000)
})
