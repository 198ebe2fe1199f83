import { exec } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { SeedCounts } from '../../cli/engine/seedItems.ts'
import { Account } from '../support/account/deployedAccount.ts'
import { copyProject, type ProjectCopy } from '../support/account/deployedProject.ts'
import { describeWithPython } from '../support/account/pythonTool.ts'

const ITEMS = 1_000

/** Slow enough to be stopped, and with a function of 2 s it has passes that answer before. */
const SLOW = { maxWriteUnitsPerSecond: 50 }
const SHORT_PASS_SECONDS = 2

const document = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
const blocks = (language: string) =>
  [...document.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text)
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'))

describe('docs/operating.md', () => {
  test('has commands, and none that hides its failure', () => {
    expect(commands.length).toBeGreaterThan(10)
    for (const command of commands) expect(command).toMatch(/^(npm run|npx serverless|npx scavenge) [^|;&]+$/)
  })
})

describeWithPython('a command of docs/operating.md works, in its order', 'emulator', (tool) => {
  let account: Account
  let project: ProjectCopy
  let expected: (cutoffMs: number) => SeedCounts
  let printed = ''
  let execution = ''
  /** The latest of all executions' cutoffs. */
  let cutoff = ''
  beforeAll(async () => {
    account = await Account.open(await tool())
    project = copyProject(account.emulator.env)
    const rule = parse(readFileSync(join(project.directory, 'rules/workers.yml'), 'utf8'))
    project.rule('workers.yml', stringify({ ...rule, ...parse(blocks('yaml').join('')) }))
    expected = await account.seed('workers-prod', ITEMS)
  }, 300_000)
  afterAll(async () => {
    await account?.close()
    project?.remove()
  })

  const steps = commands.map((command, index) => ({ command, place: index + 1 }))
  test.each(steps)(
    '$place: $command',
    async ({ command }) => {
      const shell = { cwd: project.directory, env: account.emulator.env }
      const { stdout, stderr } = await promisify(exec)(await filled(command), shell)
      printed = stdout + stderr
      expect(printed).not.toMatch(/warning|deprecat/i)
      if (command.startsWith('npx scavenge start')) await ended()
    },
    120_000,
  )

  test('so that in the end the table holds what the rule keeps', async () => {
    const { items, deletable } = expected(Date.parse(cutoff))
    expect(await account.count('workers-prod')).toBe(items - deletable)
  })

  async function ended(): Promise<void> {
    const arns = await account.executions('prod', 'workers')
    const all = await Promise.all(arns.map((arn) => account.end(arn)))
    cutoff =
      all
        .flatMap(({ output }) => output.cutoff ?? [])
        .sort()
        .at(-1) ?? ''
  }

  /** With what a reader would put in the place of a word in capitals. */
  async function filled(command: string): Promise<string> {
    if (command.includes('TIMESTAMP')) {
      const [timestamp] = /\d{13}/.exec(printed) ?? ['']
      return command.replace('TIMESTAMP', timestamp)
    }
    if (command.includes('ARN')) {
      expected = await account.seed('workers-prod', ITEMS) // there is something to stop in
      await account.setTimeout('prod', 'workers', SHORT_PASS_SECONDS)
      execution = await account.start('prod', 'workers', SLOW)
      await account.until(async () => (await account.passes(execution))[0])
      return command.replace('ARN', execution)
    }
    return command.replace('EXECUTION', execution.split(':').at(-1) ?? '')
  }
})
