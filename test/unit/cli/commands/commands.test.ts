import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { operatorsEnvironment, scavenge } from '../../../support/runs/scavengeCommand.ts'
import { DeployedStage } from '../../../support/stepfunctions/deployedStage.ts'
import { answered, completed } from '../../../support/stepfunctions/stagedAnswers.ts'
import { type SfnAnswer, startStepFunctions } from '../../../support/stepfunctions/stepFunctionsServer.ts'

const MACHINE = 'dynamodb-scavenger-dev-workers'
const ARN = DeployedStage.arnOf(MACHINE, 'workers-1')
const STAGE = ['--stage', 'dev', '--rule', 'workers']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scavenge-test-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function environment(changes: Readonly<Record<string, string>> = {}) {
  return operatorsEnvironment({ HOME: folder, ...changes })
}

/** Runs a command against what `answer` says, with `changes` in its environment. */
async function against(
  answer: Parameters<typeof startStepFunctions>[0],
  args: readonly string[],
  changes: Readonly<Record<string, string>> = {},
) {
  await using server = await startStepFunctions(answer)
  const env = environment({ AWS_ENDPOINT_URL: server.endpoint, ...changes })
  return {
    ...(await scavenge(args, undefined, { cwd: folder, env })),
    requests: [...server.requests],
    scopes: [...server.scopes],
  }
}

function stageWithMachines(): DeployedStage {
  const others = ['dynamodb-scavenger-dev-workers-old', 'dynamodb-scavenger-prod-workers', 'another']
  return new DeployedStage(...others, MACHINE)
}

describe('start', () => {
  test('starts the state machine of exactly that stage and rule, and prints nothing but the ARN', async () => {
    const stage = stageWithMachines()
    const { code, stdout, requests } = await against(stage.answer, ['start', ...STAGE, '--input', '{"dryRun": true}'])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^arn:aws:states:us-east-1:\d{12}:execution:dynamodb-scavenger-dev-workers:workers-\d{8}T\d{9}Z\n$/,
    )
    const started = requests.find(({ action }) => action === 'StartExecution')?.body
    expect(started?.stateMachineArn).toMatch(/:stateMachine:dynamodb-scavenger-dev-workers$/)
    expect(started?.input).toBe('{"dryRun":true}')
  })

  test('continues the execution that it is told, beside no other origin', async () => {
    const stage = stageWithMachines()
    const start = (...args: readonly string[]) =>
      against(stage.answer, ['start', ...STAGE, '--continue-from', 'workers-1', ...args])
    const { code, requests } = await start('--input', '{"readers": 2}')
    const started = requests.find(({ action }) => action === 'StartExecution')?.body
    expect([code, started?.input]).toEqual([0, '{"readers":2,"continueFrom":"workers-1"}'])
    const { code: refused, stderr } = await start('--input', '{"continuationToken": "t"}')
    expect([refused, stderr]).toEqual([
      2,
      expect.stringContaining('expected no continuationToken in --input beside it'),
    ])
  })

  test('parts the work into shards', async () => {
    const stage = stageWithMachines()
    const args = ['start', ...STAGE, '--shards', '16', '--shards-at-once', '4']
    const { code, requests } = await against(stage.answer, args)
    const started = requests.find(({ action }) => action === 'StartExecution')?.body
    expect([code, started?.input]).toEqual([0, '{"shards":16,"shardsAtOnce":4}'])
    const { code: refused, stderr } = await against(stage.answer, [...args.slice(0, -1), '41'])
    expect([refused, stderr]).toEqual([2, expect.stringContaining('--shards-at-once')])
  })

  test('and watch, it ends as the execution does', async () => {
    const stage = stageWithMachines()
    const { code, stdout, stderr } = await against(
      (request) => {
        const answer = stage.answer(request)
        if (request.action === 'StartExecution' && 'ok' in answer && 'executionArn' in answer.ok) {
          const arn = String(answer.ok.executionArn)
          stage.pass(arn, completed(1))
          stage.succeeds(arn, completed(1))
        }
        return answer
      },
      ['start', ...STAGE, '--watch'],
    )
    expect(code).toBe(0)
    expect(stderr).toContain('pass 1 answered: complete')
    expect(stdout).toContain('SUCCEEDED: rule workers, stage dev\n')
    expect(stdout).toMatch(/│ deleted +│ +10 │/)
  })
})

describe('watch', () => {
  test.each([
    ['FAILED', 'FailedItems'],
    ['ABORTED', 'Stopped'],
    ['TIMED_OUT', 'States.Timeout'],
  ])('ends with 1 and a line when the execution is %s', async (status, error) => {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1')
    stage.pass(ARN, completed(1))
    stage.ends(ARN, status, { error, cause: 'because of this' })
    const { code, stdout, stderr } = await against(stage.answer, ['watch', ARN, '--json'])
    expect(code).toBe(1)
    expect(stderr.split('\n').at(-1)).toBe(`${status}: ${error}: because of this`)
    expect(JSON.parse(stdout)).toMatchObject({ status, executionArn: ARN, ledger: { deleted: 10 } })
  })

  test('goes on when the connection that was cut is back', async () => {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1')
    const first = await startStepFunctions(stage.answer)
    const port = Number(new URL(first.endpoint).port)
    let second: ReturnType<typeof startStepFunctions> | undefined
    const { code, stderr } = await scavenge(
      ['watch', ARN, '--endpoint-url', first.endpoint],
      (line) => {
        if (line.includes('started')) first[Symbol.asyncDispose]()
        if (!line.startsWith('connection lost')) return
        stage.pass(ARN, completed(1))
        stage.succeeds(ARN, completed(1))
        second = startStepFunctions(stage.answer, port)
      },
      { cwd: folder, env: environment() },
    )
    await (await second)?.[Symbol.asyncDispose]()
    expect(stderr).toMatch(/^connection lost \(ECONN\w+\): /m)
    expect(stderr).toMatch(/^connected again$/m)
    expect(stderr).toContain('pass 1 answered: complete')
    expect(code).toBe(0)
  })

  test('given up by Ctrl-C leaves the execution alone', async () => {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1')
    await using server = await startStepFunctions(stage.answer)
    const { code, stderr } = await scavenge(
      ['watch', ARN],
      (line, command) => {
        if (line.includes('started')) command.kill('SIGINT')
      },
      { cwd: folder, env: environment({ AWS_ENDPOINT_URL: server.endpoint }) },
    )
    expect(code).toBe(130)
    expect(stderr.split('\n').at(-1)).toMatch(/^the execution goes on; npx scavenge watch arn:/)
    expect(server.requests.map(({ action }) => action)).not.toContain('StopExecution')
  })
})

describe('stop', () => {
  const TOKEN = 'a token with a key: O\u2019Brien'

  function running(): DeployedStage {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1', { readers: 2 })
    stage.pass(ARN, answered(1, { continuationToken: TOKEN }))
    stage.passStarts(ARN)
    return stage
  }

  test('prints the token alone, and a command that starts where it ended', async () => {
    const stage = running()
    const { code, stdout, stderr } = await against(stage.answer, ['stop', ARN])
    expect(code).toBe(0)
    expect(stdout).toBe(`${TOKEN}\n`)
    expect(stderr).not.toContain(TOKEN)
    const [, command = ''] = /^go on after pass 1: npx scavenge (.*)$/m.exec(stderr) ?? []
    expect(statSync(join(folder, 'scavenge-workers-1.json')).mode & 0o777).toBe(0o600)
    const { requests } = await against(stage.answer, command.split(' '))
    const started = requests.find(({ action }) => action === 'StartExecution')?.body
    expect(JSON.parse(String(started?.input))).toEqual({ readers: 2, continuationToken: TOKEN })
  })

  test('prints a token whole that is longer than a pipe holds', async () => {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1')
    stage.pass(ARN, answered(1, { continuationToken: 'k'.repeat(1_000_000) }))
    const { code, stdout } = await against(stage.answer, ['stop', ARN])
    expect([code, stdout.length]).toEqual([0, 1_000_001])
  })

  test('writes the input where it is told, or to standard output and to no file', async () => {
    const stage = running()
    await against(stage.answer, ['stop', ARN, '--output', 'next.json'])
    expect(JSON.parse(readFileSync(join(folder, 'next.json'), 'utf8'))).toMatchObject({ continuationToken: TOKEN })
    const before = readdirSync(folder)
    const { stdout, stderr } = await against(stage.answer, ['stop', ARN, '--output', '-'])
    expect(JSON.parse(stdout)).toMatchObject({ continuationToken: TOKEN })
    expect(stderr).toMatch(/npx scavenge start --stage dev --rule workers --input -$/)
    expect(readdirSync(folder)).toEqual(before)
  })

  test('before any answer says so, with the command that starts anew', async () => {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1', { olderThan: '30d' })
    const { code, stdout, stderr } = await against(stage.answer, ['stop', ARN])
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toContain(
      `no pass had answered: start anew: npx scavenge start --stage dev --rule workers --input '{"olderThan":"30d"}'`,
    )
  })

  test('names the successor of an execution that had gone on', async () => {
    const stage = stageWithMachines()
    stage.execution(MACHINE, 'workers-1')
    stage.succeeds(ARN, { status: 'continued', successor: `${ARN}-2` })
    const { code, stderr } = await against(stage.answer, ['stop', ARN])
    expect(code).toBe(1)
    expect(stderr).toContain(`npx scavenge stop ${ARN}-2`)
  })
})

test('list prints a table', async () => {
  const stage = stageWithMachines()
  stage.execution(MACHINE, 'workers-1')
  const { code, stdout } = await against(stage.answer, ['list', '--stage', 'dev'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/│ 2026-11-24 08:00:00 │ dev +│ workers │ .* │ RUNNING │ +– │ +– │ workers-1 │/)
})

describe('who asks, and where', () => {
  beforeAll(() => {
    mkdirSync(join(folder, '.aws'))
    writeFileSync(
      join(folder, '.aws', 'config'),
      '[profile ops]\nregion = eu-west-1\naws_access_key_id = of-ops\naws_secret_access_key = b\n',
    )
  })

  test.each<[string[], Record<string, string>, RegExp]>([
    [['list'], {}, /^an-id\/\d+\/us-east-1\//],
    [['list', '--region', 'eu-north-1'], {}, /^an-id\/\d+\/eu-north-1\//],
    [['list', '--profile', 'ops'], {}, /^of-ops\/\d+\/us-east-1\//],
    [['list', '--profile', 'ops'], { AWS_REGION: '' }, /^of-ops\/\d+\/eu-west-1\//],
    [['list'], { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-south-1' }, /^an-id\/\d+\/eu-south-1\//],
    [['list'], { AWS_PROFILE: 'ops', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, /^of-ops\//],
    [['watch', ARN.replace('us-east-1', 'sa-east-1')], { AWS_REGION: '' }, /^an-id\/\d+\/sa-east-1\//],
  ])('%j with %j', async (args, changes, scope) => {
    const { stderr, scopes } = await against(() => ({ error: 'AccessDeniedException' }), args, changes)
    expect(scopes[0]).toMatch(scope)
    expect(stderr).toBe('AccessDenied: a message')
  })
})

describe('what is refused is one line and exit 1', () => {
  const stage = stageWithMachines()
  const nothing = new DeployedStage()
  const error = (name: string, message: string) => (): SfnAnswer => ({ error: name, message })
  const list = ['list']

  test.each<[string, Parameters<typeof startStepFunctions>[0], string[], RegExp, Record<string, string>?]>([
    [
      'no stage at all',
      nothing.answer,
      ['start', ...STAGE],
      /^StageNotFound: expected the stage "dev" in us-east-1, found none deployed there: npm run deploy -- --stage dev/,
    ],
    ['an unknown execution', stage.answer, ['watch', ARN], /^ExecutionNotFound: .* found none of the ARN arn:/],
    [
      'an expired token',
      error('ExpiredTokenException', 'The security token included in the request is expired'),
      list,
      /^CredentialsExpired: The security token included in the request is expired: sign in/,
    ],
    [
      'something else at the endpoint',
      () => ({ page: '<html>' }),
      list,
      /^EndpointUnreachable: what answers at http:.* is not Step Functions/,
    ],
    [
      'a profile that isn’t there',
      error('never', 'asked'),
      [...list, '--profile', 'nobody'],
      /^CredentialsMissing: Could not load credentials from any providers \(profile nobody\): sign in/,
    ],
    ['no Region', error('never', 'asked'), list, /^RegionMissing: no region is set: say --region/, { AWS_REGION: '' }],
    [
      'no credentials',
      error('never', 'asked'),
      list,
      /^CredentialsMissing: /,
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    ],
    [
      'an endpoint where nothing answers',
      error('never', 'asked'),
      [...list, '--endpoint-url', 'http://127.0.0.1:1'],
      /^EndpointUnreachable: nothing answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    ],
  ])('%s', async (...[, answer, args, line, changes]) => {
    const { code, stdout, stderr } = await against(answer, args, changes)
    expect(stderr).toMatch(line)
    expect(stderr.split('\n')).toHaveLength(1)
    expect([code, stdout]).toEqual([1, ''])
  })
})

describe('wrong usage is exit 2 and one line', () => {
  test.each([
    [['start', '--stage', 'dev']],
    [['start', ...STAGE, '--input', '[]']],
    [['start', ...STAGE, '--endpoint-url', 'nowhere']],
    [['watch']],
    [['watch', 'workers-1']],
    [['stop', 'arn:aws:states:us-east-1:000000000000:execution:another:workers-1']],
    [['stop', ARN, '--json', '--output', '-']],
    [['list', '--limit', '0']],
  ])('%j', async (args) => {
    const { code, stdout, stderr } = await scavenge(args, undefined, { cwd: folder, env: environment() })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.split('\n')).toHaveLength(1)
  })
})
