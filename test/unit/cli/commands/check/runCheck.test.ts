import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { scavenge } from '../../../../support/runs/scavengeCommand.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'))
  writeFileSync(join(folder, 'wrong.yml'), 'table: x\n')
  writeFileSync(join(folder, 'wrong.examples.yml'), '[]\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the rules of the project are in order, and their examples hold', async () => {
  const { code, stdout } = await scavenge(['check'])
  expect(stdout).toMatch(/^rules\/workers\.examples\.yml:2: example 1: candidate$/m)
  expect(stdout).toMatch(/^1 rule checked: 0 errors, 0 warnings, \d+ examples as expected$/m)
  expect(code).toBe(0)
})

test('a wrong rule fails the command and is said with its file and line', async () => {
  const { code, stdout } = await scavenge(['check', join(folder, 'wrong.yml')])
  expect(stdout).toContain(`${folder}/wrong.yml:1: error: table: expected a table name`)
  expect(code).toBe(1)
})

test('a rule may be named from the folder that it is in', async () => {
  const { code, stdout } = await scavenge(['check', './rules/workers.yml'])
  expect(stdout).toMatch(/^1 rule checked: 0 errors/m)
  expect(code).toBe(0)
})

test('--json prints the findings as one list', async () => {
  const { code, stdout } = await scavenge(['check', '--json', join(folder, 'wrong.yml')])
  expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ line: 1, kind: 'error' }))
  expect(code).toBe(1)
})

test.each([
  ['missing.yml', 'expected a rule file, found none'],
  ['wrong.examples.yml', 'expected a rule file NAME.yml; its examples in NAME.examples.yml are tried with it'],
])('the file %s is wrong usage', async (file, says) => {
  const { code, stderr } = await scavenge(['check', join(folder, file)])
  expect(stderr).toBe(`${folder}/${file}: ${says}`)
  expect(code).toBe(2)
})
