import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { packageStage } from '../support/definition/templatePackage.ts'
import { workersRule } from '../support/rules/workersRule.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

/** The rule workers with a filter whose values come to 32 KB, of which the items hold those of the rule workers alone. */
function longRule() {
  const { filter, ...rest } = workersRule('workers')
  const values = Object.fromEntries(Array.from({ length: 98 }, (_, index) => [`:v${index}`, `${index}`.repeat(160)]))
  const expression = `${filter.expression} OR #completed IN (${Object.keys(values).join(', ')})`
  return { ...rest, filter: { ...filter, expression, values: { ...filter.values, ...values } } }
}

const TEXT = JSON.stringify(longRule())

test('is nearly as long as a rule may be', () => {
  expect(Buffer.byteLength(TEXT)).toBeGreaterThan(30_000)
  expect(() => parseRule(longRule(), { file: 'long.yml', name: 'long' })).not.toThrow()
})

test('is packaged as a file of the archive, which its function’s environment names', async () => {
  const { archive, template, directory } = await packageStage('dev', { 'long.yml': TEXT })
  expect([...archive.keys()].sort()).toEqual(['.build/rules/long.json', 'functions/scavenge/handler.mjs'])
  expect(archive.get('.build/rules/long.json')?.toString()).toBe(TEXT)
  const { Variables } = template.Resources.LongLambdaFunction?.Properties?.Environment ?? {}
  expect(Variables).toMatchObject({ RULE_FILE: '/var/task/.build/rules/long.json', RULE_NAME: 'long' })
  expect(Variables).not.toHaveProperty('RULE')
  const workers = template.Resources.WorkersLambdaFunction?.Properties?.Environment?.Variables
  expect(workers).toHaveProperty('RULE')
  expect(workers).not.toHaveProperty('RULE_FILE')
  rmSync(directory, { recursive: true })
}, 180_000)

test('runs locally as it is deployed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'long-'))
  const rule = join(folder, 'workers.yml')
  writeFileSync(rule, TEXT)
  const { code, json, stderr } = await scavenge(['local', '--rule', rule, '--items', '200', '--json'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(json).toMatchObject({ status: 'SUCCEEDED', ledger: { deleted: expect.any(Number) } })
  rmSync(folder, { recursive: true })
}, 120_000)
