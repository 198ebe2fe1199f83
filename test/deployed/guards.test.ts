import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { codeOf } from '../support/account/confirmedRule.ts'
import { Account } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { expectDone } from '../support/account/expectDone.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 1_000
const MORE = 300

/** Segments one after the other, so that what is added while a run goes on lies ahead of it. */
const ONE_BY_ONE = 'totalSegments: 20\nreaders: 1\n'

/** Slow enough to be met in the middle of a pass. */
const SLOW = { maxWriteUnitsPerSecond: 50 }
const SHORT_PASS_SECONDS = 2
const LONG_PASS_SECONDS = 30 // an estimate takes a quarter of it, also on a loaded machine

describeWithPython('guards and control in a deployed stage', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, {
      'guarded.yml': seedRule('guarded', ONE_BY_ONE),
      'kept.yml': seedRule('kept', 'guards: { pointInTimeRecovery: required }'),
      'controlled.yml': seedRule('controlled', ONE_BY_ONE),
    })
    for (const table of ['guarded', 'kept', 'controlled']) await account.seed(table, ITEMS)
    await project.serverless('deploy', '--stage', 'dev')
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  /** Runs a command that succeeds; what it printed on standard output. */
  async function command(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await project.scavenge(...args)
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    return stdout.trim()
  }

  /** An item that is finished and old, of a worker that the seed has not. */
  function addOld(table: string, number: number) {
    const Item = {
      WorkerId: { N: String(number + 1) },
      StartTime: { S: '2020-01-02T03:04:05Z' },
      StartExecutionTime: { S: '2020-01-02T03:04:05Z' },
      Completed: { N: '1' },
    }
    return account.dynamodb.send(new PutItemCommand({ TableName: table, Item }))
  }

  test('a rule whose data grew in mid-run is stopped at its limit, and goes on from its token once confirmed', async () => {
    const made = await account.seed('guarded', ITEMS)
    await account.setTimeout('dev', 'guarded', SHORT_PASS_SECONDS)
    const { deletable } = made(Date.now() - 48 * 3_600_000)
    const first = await account.start('dev', 'guarded', { ...SLOW, guards: { maxDeletes: deletable } })
    await account.until(async () => (await account.passes(first))[0])
    await Promise.all(Array.from({ length: MORE }, (_, index) => addOld('guarded', index)))

    const tripped = await account.end(first)
    expect(tripped).toMatchObject({ status: 'FAILED', error: 'GuardTripped' })
    expect(tripped.cause).toContain(`npx scavenge resume ${first}`)
    const last = (await account.passes(first)).at(-1)
    expect(last).toMatchObject({ status: 'guardTripped', ledger: { deleted: deletable } })
    expect(await account.log('dev', 'guarded')).toMatch(/"guardTripped":1/)

    const confirm = codeOf(seedRule('guarded', ONE_BY_ONE), 'guarded.yml', account.emulator)
    const changes = { confirm, guards: { maxDeletes: 'none' }, maxWriteUnitsPerSecond: null }
    const next = await command('resume', first, '--input', JSON.stringify(changes))
    const { status, output } = await account.end(next)
    expect(status).toBe('SUCCEEDED')
    expect(output).toMatchObject({ status: 'complete', ledger: { lostPasses: 1 } })
    await account.run('dev', 'guarded') // what was added behind the run is left to the next one
    const { items, deletable: due } = made(Date.parse(output.cutoff ?? ''))
    expect(await account.count('guarded')).toBe(items - due)
  }, 300_000)

  test('more than a limit by the estimate is stopped before the first delete', async () => {
    await account.seed('guarded', ITEMS)
    await account.setTimeout('dev', 'guarded', LONG_PASS_SECONDS)
    const { error, cause } = await account.run('dev', 'guarded', { guards: { maxShare: '10%' } })
    expect(error).toBe('GuardTripped')
    expect(cause).toMatch(/^guard maxShare: expected at most 100 deleted items, found at least \d+ deleted items/)
    expect(await account.count('guarded')).toBe(ITEMS)
  }, 180_000)

  test('a guard is loosened only beside a confirmation', async () => {
    const { error, cause } = await account.run('dev', 'guarded', { guards: { surge: 'none' } })
    expect(error).toBe('InvalidInput')
    expect(cause).toContain('guards.surge: expected no looser than the rule')
  }, 180_000)

  test('a table without the point-in-time recovery that a rule requires keeps its items', async () => {
    const { error, cause } = await account.run('dev', 'kept')
    expect(error).toBe('GuardTripped')
    expect(cause).toContain('guard pointInTimeRecovery: expected table kept to have point-in-time recovery')
    expect(await account.count('kept')).toBe(ITEMS)
  }, 180_000)

  test('change in the middle of a pass goes on faster, and leaves the table that the rule leaves', async () => {
    const made = await account.seed('controlled', ITEMS)
    const first = await account.start('dev', 'controlled', SLOW)
    await account.until(async () => ((await account.count('controlled')) < ITEMS ? true : undefined))
    const next = await command('change', first, '--input', '{"maxWriteUnitsPerSecond":2000}')
    expect(await account.end(first)).toMatchObject({ status: 'ABORTED' })
    const ended = await account.end(next)
    expect(ended.output).toMatchObject({ decided: { maxWriteUnitsPerSecond: 2_000 } })
    await expectDone(account, ended, 'controlled', made)
  }, 180_000)

  test('pause and resume in the middle of a pass count it as lost, and leave the table that the rule leaves', async () => {
    const made = await account.seed('controlled', ITEMS)
    await account.setTimeout('dev', 'controlled', SHORT_PASS_SECONDS)
    const first = await account.start('dev', 'controlled', SLOW)
    await account.until(async () => (await account.passes(first))[0])
    expect(await command('pause', first)).toMatch(/^scavenge-.*\.json$/)
    expect(await account.end(first)).toMatchObject({ status: 'ABORTED' })
    const next = await command('resume', first, '--input', '{"maxWriteUnitsPerSecond":null}')
    const { ledger } = await expectDone(account, await account.end(next), 'controlled', made)
    expect(ledger.lostPasses).toBeGreaterThanOrEqual(1)
  }, 180_000)
})
