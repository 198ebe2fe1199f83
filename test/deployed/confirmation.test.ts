import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { codeOf } from '../support/account/confirmedRule.ts'
import { Account } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 500
const STAGE = 'live'
const EVERY_MINUTE = 'schedule: { expression: rate(1 minute) }'
const RULE = seedRule('jobs', EVERY_MINUTE)

/** Three ways to break the rule: an operator turned, a value changed, an age shortened. */
const BROKEN = [
  RULE.replace('#completed = :number', '#completed <> :number'),
  RULE.replace('":number": 1', '":number": 0'),
  RULE.replace('48h', '1h'),
]

describeWithPython('a rule in a deployed stage', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, {})
    project.unconfirmedRule('jobs.yml', RULE)
    await account.seed('jobs', ITEMS)
    await project.serverless('deploy', '--stage', STAGE)
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  /** Deploys a text with the code of the rule that was confirmed. */
  async function deployBeside(code: string, text: string): Promise<void> {
    project.unconfirmedRule('jobs.yml', `${text}\nconfirmed: ${code}\n`)
    await project.serverless('deploy', '--stage', STAGE)
  }

  test('that nobody has confirmed ends as Unconfirmed at its scheduled start, counts that and deletes nothing', async () => {
    const code = codeOf(RULE, 'jobs.yml', account.emulator)
    const first = await account.until(async () => (await account.executions(STAGE, 'jobs'))[0])
    const { status, error, cause } = await account.end(first)
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Unconfirmed' })
    expect(cause).toContain(`stages: { ${STAGE}: { confirmed: ${code} } }`)
    expect(cause).toContain(`{"confirm":"${code}"}`)
    expect(await account.count('jobs')).toBe(ITEMS)
    expect(await account.log(STAGE, 'jobs')).toMatch(/"unconfirmed":1/)
  }, 180_000)

  test('broken in three ways over its own code deletes nothing', async () => {
    const code = codeOf(RULE, 'jobs.yml', account.emulator)
    for (const text of BROKEN) {
      await deployBeside(code, text)
      const { error, cause } = await account.run(STAGE, 'jobs', { force: true })
      expect(error).toBe('Unconfirmed')
      expect(cause).toContain('the rule has changed since it was confirmed')
      expect(await account.run(STAGE, 'jobs', { force: true, confirm: code })).toMatchObject({ error: 'InvalidInput' })
    }
    expect(await account.count('jobs')).toBe(ITEMS)
  }, 300_000)

  test('deletes once its code is deployed', async () => {
    await deployBeside(codeOf(RULE, 'jobs.yml', account.emulator), RULE)
    const { status, output } = await account.run(STAGE, 'jobs', { force: true })
    expect(status).toBe('SUCCEEDED')
    expect(output).toMatchObject({ status: 'complete', decided: { code: codeOf(RULE, 'jobs.yml', account.emulator) } })
    expect(await account.count('jobs')).toBeLessThan(ITEMS)
  }, 180_000)
})
