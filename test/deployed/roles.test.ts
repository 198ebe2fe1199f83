import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Account, type Ended } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { type EmulatedRole, roleNamed } from '../support/account/emulatedRole.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 300
const DYNAMODB = ['dynamodb:DescribeTable', 'dynamodb:Scan', 'dynamodb:PartiQLDelete', 'dynamodb:DeleteItem']
const GET_ITEM = 'dynamodb:GetItem'
const OTHERS = [
  'states:ListExecutions',
  'states:DescribeExecution',
  'states:GetExecutionHistory',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
]

/** PartiQL knows no attribute of such a name, so that its items are deleted one by one. */
const ODD = `table: odd
filter: { expression: "#odd = :one", names: { "#odd": "#odd" }, values: { ":one": 1 } }
age: { attribute: At, format: epochSeconds, olderThan: 48h }
`

describeWithPython('the role of a deployed function', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  let role: EmulatedRole
  const denied = new Map<string, Ended>()
  let unlisted: { readonly plain: Ended; readonly forced: Ended }

  /** Runs each rule while its role lacks the rule's action: at once, since a denied request is tried for a minute. */
  async function runDenied(): Promise<void> {
    const each = DYNAMODB.map(async (action) => {
      const rule = ruleWithout(action)
      const own = await roleOf(account, rule)
      denied.set(action, await own.without(action, () => account.run('dev', rule)))
    })
    const workers = role.without('states:ListExecutions', async () => {
      const plain = account.run('dev', 'workers', { dryRun: true })
      const forced = account.run('dev', 'workers', { dryRun: true, force: true })
      unlisted = { plain: await plain, forced: await forced }
    })
    await Promise.all([...each, workers])
  }

  beforeAll(async () => {
    account = await Account.open(await tool())
    const onWorkers = ['workers', ...DYNAMODB.map(ruleWithout)].filter((rule) => rule !== 'odd')
    project = copyProject(account.emulator.env, {
      ...Object.fromEntries(onWorkers.map((rule) => [`${rule}.yml`, seedRule('workers')])),
      'odd.yml': ODD,
    })
    await account.seed('workers', ITEMS)
    await account.dynamodb.send(
      new CreateTableCommand({
        TableName: 'odd',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      }),
    )
    const Item = { Id: { S: 'one' }, '#odd': { N: '1' }, At: { N: '1600000000' } }
    await account.dynamodb.send(new PutItemCommand({ TableName: 'odd', Item }))
    await project.serverless('deploy', '--stage', 'dev')
    role = await roleOf(account, 'workers')
    await runDenied()
  }, 400_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  test('allows these actions, each of which is taken away below', () => {
    expect(role.actions).toEqual([...DYNAMODB, GET_ITEM, ...OTHERS])
  })

  test.each(DYNAMODB)('without %s an execution fails as AccessDenied, and its cause names the action', (action) => {
    const { status, error, cause } = denied.get(action) ?? {}
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'AccessDenied' })
    const table = action === 'dynamodb:DeleteItem' ? 'odd' : 'workers'
    expect(sentence(cause)).toMatch(
      new RegExp(`^${action} on table ${table}: .* grant the action to the role, then redrive$`),
    )
  })

  test('without any of those no item is deleted', async () => {
    expect(await account.count('workers')).toBe(ITEMS)
    expect(await account.count('odd')).toBe(1)
  })

  test('without states:ListExecutions it fails likewise, because it can not see whom to yield to, unless forced', () => {
    expect(unlisted.plain.error).toBe('AccessDenied')
    expect(sentence(unlisted.plain.cause)).toContain('states:ListExecutions on arn:')
    expect(unlisted.forced.status).toBe('SUCCEEDED')
  })

  // The emulator writes a function's log itself, whatever the role says of it.
  test.each(['logs:CreateLogStream', 'logs:PutLogEvents'])('without %s it ends well', async (action) => {
    const { status } = await role.without(action, () => account.run('dev', 'workers', { dryRun: true }))
    expect(status).toBe('SUCCEEDED')
  })

  test('without states:DescribeExecution it ends well after a pass that looks whether it still runs, and the log says so', async () => {
    const { output: dry } = await account.run('dev', 'workers', { dryRun: true })
    // confirmed in the input, so that no guard asks for former executions, and capped, so that the pass takes longer
    // than the 10 s between two looks
    const capped = { maxWriteUnitsPerSecond: 25, confirm: codeIn(dry) }
    const { status, output } = await role.without('states:DescribeExecution', () =>
      account.run('dev', 'workers', capped),
    )
    expect({ status, passes: output.ledger?.passes }).toEqual({ status: 'SUCCEEDED', passes: 1 })
    expect(await account.log('dev', 'workers')).toContain('states:DescribeExecution')
  })

  test('without dynamodb:GetItem, which is for a failed condition that brought no item, it deletes what is old', async () => {
    await account.seed('workers', ITEMS)
    const { status, output } = await role.without(GET_ITEM, () => account.run('dev', 'workers'))
    expect(status).toBe('SUCCEEDED')
    const left = await account.count('workers')
    expect(left).toBeLessThan(ITEMS)
    expect(output.ledger).toMatchObject({ scanned: ITEMS, deleted: ITEMS - left, failed: 0 })
  })

  test('with all of them one by one, what PartiQL refuses is deleted too', async () => {
    const { status, output } = await account.run('dev', 'odd')
    expect({ status, deleted: output.ledger }).toMatchObject({ status: 'SUCCEEDED', deleted: { deleted: 1 } })
  })
})

/** What a failed task's cause says. */
function sentence(cause: string | undefined): string {
  return JSON.parse(cause ?? '{}').errorMessage
}

/** The rule whose role is to lack an action. Only the odd one deletes by DeleteItem. */
function ruleWithout(action: string): string {
  return action === 'dynamodb:DeleteItem' ? 'odd' : action.replace('dynamodb:', '').toLowerCase()
}

function roleOf(account: Account, rule: string): Promise<EmulatedRole> {
  const name = rule.charAt(0).toUpperCase() + rule.slice(1)
  return roleNamed(account.emulator, `dynamodb-scavenger-dev-${name}PassRole`)
}

/** The confirmation code in an execution's output. */
function codeIn(output: object): string {
  const [, code] = /"code":"([a-z0-9]{10})"/.exec(JSON.stringify(output)) ?? []
  if (code === undefined) throw new Error('expected decided.code in the output, found none')
  return code
}
