import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StopExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Account } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 1_000

/** So slow that nothing here lasts until a table is done. */
const SLOW = { maxWriteUnitsPerSecond: 5 }
const SLOW_RULE = 'maxWriteUnitsPerSecond: 5'
const SHORT_PASS_SECONDS = 2

/** After a stop nothing is deleted any more after so long: a look every 10 s, and what is in flight. */
const STOPPED_MS = 15_000

describeWithPython('an execution in a deployed stage', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, {
      'missing.yml': seedRule('missing'),
      'overlap.yml': seedRule('overlap'),
      'stopped.yml': seedRule('stopped'),
      'kept.yml': seedRule('kept', SLOW_RULE),
      'changed.yml': seedRule('changed', SLOW_RULE),
    })
    for (const table of ['overlap', 'stopped', 'kept', 'changed']) await account.seed(table, ITEMS)
    await project.serverless('deploy', '--stage', 'dev')
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  test('whose rule names a table that is not there fails as TableNotFound, and says what to do', async () => {
    const { status, error, cause } = await account.run('dev', 'missing')
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'TableNotFound' })
    expect(cause).toContain(
      "table missing: expected to exist in this account and Region, found none; make it or mend the rule's table",
    )
  })

  test('with a field that is not allowed fails as InvalidInput, its cause a sentence', async () => {
    const { status, error, cause } = await account.run('dev', 'overlap', { segments: 3 })
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'InvalidInput' })
    expect(cause).toMatch(/^execution input: segments: unknown; allowed are dryRun, /)
  })

  test('that finds another one running is skipped and names it; as a dry run, or forced, it runs', async () => {
    const first = await account.start('dev', 'overlap', SLOW)
    await account.until(async () => ((await account.count('overlap')) < ITEMS ? true : undefined))
    const second = await account.run('dev', 'overlap')
    expect(second).toMatchObject({ status: 'SUCCEEDED', output: { status: 'skipped', runningExecution: first } })
    const dry = await account.run('dev', 'overlap', { dryRun: true })
    expect(dry).toMatchObject({ status: 'SUCCEEDED', output: { status: 'complete' } })
    const forced = await account.run('dev', 'overlap', { force: true, olderThan: '9000d' })
    expect(forced).toMatchObject({ status: 'SUCCEEDED', output: { status: 'complete' } })
    await account.sfn.send(new StopExecutionCommand({ executionArn: first }))
  }, 180_000)

  test('that starts at the same moment as another one: exactly one of the two runs', async () => {
    const arns = await Promise.all([1, 2].map(() => account.start('dev', 'overlap', { dryRun: true })))
    const ended = await Promise.all(arns.map((arn) => account.end(arn)))
    expect(ended.map(({ output }) => output.status).toSorted()).toEqual(['complete', 'skipped'])
    const [skipped, complete] = ended.toSorted((a) => (a.output.runningExecution === undefined ? 1 : -1))
    expect(skipped?.output.runningExecution).toBe(complete?.arn)
  })

  test('goes on through a deployment that keeps its rule, and ends as RuleChanged by one that changes it', async () => {
    for (const rule of ['kept', 'changed']) await account.setTimeout('dev', rule, SHORT_PASS_SECONDS)
    const kept = await account.start('dev', 'kept')
    const changed = await account.start('dev', 'changed')
    await account.until(async () => (await account.passes(changed))[0])

    const handler = join(project.directory, 'functions/scavenge/handler.ts')
    writeFileSync(handler, `${readFileSync(handler, 'utf8')}\nconsole.log('another release')\n`)
    project.rule('changed.yml', seedRule('changed', SLOW_RULE).replace('48h', '49h'))
    project.rule('kept.yml', seedRule('kept')) // without the cap, which is no part of what is deleted
    await project.serverless('deploy', '--stage', 'dev')

    const [ended, refused] = await Promise.all([account.end(kept), account.end(changed)])
    expect(refused).toMatchObject({ status: 'FAILED', error: 'RuleChanged' })
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: { status: 'complete' } })
    expect(await account.log('dev', 'kept')).toContain('another release')
    const { matched, young, undated } = ended.output.ledger ?? { matched: 0, young: 0, undated: 0 }
    expect(ended.output.ledger).toHaveProperty('deleted', matched - young - undated)
  }, 180_000)

  test('that is stopped in the middle of a pass deletes nothing more 15 s later', async () => {
    const execution = await account.start('dev', 'stopped', SLOW)
    await account.until(async () => ((await account.count('stopped')) < ITEMS ? true : undefined))
    await account.sfn.send(new StopExecutionCommand({ executionArn: execution }))
    await sleep(STOPPED_MS)
    const left = await account.count('stopped')
    await sleep(STOPPED_MS / 3)
    expect(await account.count('stopped')).toBe(left)
    expect(left).toBeGreaterThan(ITEMS / 2)
    expect(await account.end(execution)).toMatchObject({ status: 'ABORTED' })
  }, 180_000)
})
