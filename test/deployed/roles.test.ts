import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Account } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy, seedRule } from '../support/account/deployedProject.ts'
import { type EmulatedRole, roleNamed } from '../support/account/emulatedRole.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 300
const DYNAMODB = [
  'dynamodb:DescribeTable',
  'dynamodb:Scan',
  'dynamodb:PartiQLDelete',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
]
const OTHERS = ['states:ListExecutions', 'states:DescribeExecution', 'logs:CreateLogStream', 'logs:PutLogEvents']

/** PartiQL knows no attribute of such a name, so that its items are deleted one by one. */
const ODD = `table: odd
filter: { expression: "#odd = :one", names: { "#odd": "#odd" }, values: { ":one": 1 } }
age: { attribute: At, format: epochSeconds, olderThan: 48h }
`

describeWithPython('the role of a deployed function', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  let role: EmulatedRole
  let odd: EmulatedRole
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env, { 'workers.yml': seedRule('workers'), 'odd.yml': ODD })
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
    role = await roleNamed(account.emulator, 'dynamodb-scavenger-dev-WorkersPassRole')
    odd = await roleNamed(account.emulator, 'dynamodb-scavenger-dev-OddPassRole')
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  test('allows these actions, each of which is taken away below', () => {
    expect(role.actions).toEqual([...DYNAMODB, ...OTHERS])
  })

  test.each(DYNAMODB)(
    'without %s an execution fails as AccessDenied, and its cause names the action',
    async (action) => {
      const [used, rule] = action === 'dynamodb:DeleteItem' ? [odd, 'odd'] : [role, 'workers']
      const { status, error, cause } = await used.without(action, () => account.run('dev', rule))
      expect({ status, error }).toEqual({ status: 'FAILED', error: 'AccessDenied' })
      expect(sentence(cause)).toMatch(
        new RegExp(`^${action} on table ${rule}: .* grant the action to the role, then redrive$`),
      )
      expect(await account.count('workers')).toBe(ITEMS)
    },
  )

  test('without states:ListExecutions it fails likewise, because it can not see whom to yield to, unless forced', async () => {
    const action = 'states:ListExecutions'
    const [plain, forced] = await role.without(action, async () => [
      await account.run('dev', 'workers', { dryRun: true }),
      await account.run('dev', 'workers', { dryRun: true, force: true }),
    ])
    expect(plain?.error).toBe('AccessDenied')
    expect(sentence(plain?.cause)).toContain(`${action} on arn:`)
    expect(forced?.status).toBe('SUCCEEDED')
  })

  // The emulator writes a function's log itself, whatever the role says of it.
  test.each(['logs:CreateLogStream', 'logs:PutLogEvents'])('without %s it ends well', async (action) => {
    const { status } = await role.without(action, () => account.run('dev', 'workers', { dryRun: true }))
    expect(status).toBe('SUCCEEDED')
  })

  test('without states:DescribeExecution it ends well after a pass that looks whether it still runs, and the log says so', async () => {
    const capped = { maxWriteUnitsPerSecond: 25 } // so that the pass takes longer than the 10 s between two looks
    const { status, output } = await role.without('states:DescribeExecution', () =>
      account.run('dev', 'workers', capped),
    )
    expect({ status, passes: output.ledger?.passes }).toEqual({ status: 'SUCCEEDED', passes: 1 })
    expect(await account.log('dev', 'workers')).toContain('states:DescribeExecution')
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
