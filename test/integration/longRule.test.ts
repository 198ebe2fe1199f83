import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseRule } from '../../functions/scavenge/rule/rule.ts'
import { longRule } from '../support/rules/longRule.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

const TEXT = JSON.stringify(longRule())

test('is nearly as long as a rule may be', () => {
  expect(Buffer.byteLength(TEXT)).toBeGreaterThan(30_000)
  expect(() => parseRule(longRule(), { file: 'long.yml', name: 'long' })).not.toThrow()
})

test('runs locally as it is deployed', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'long-'))
  const rule = join(folder.path, 'workers.yml')
  writeFileSync(rule, TEXT)
  const { code, json, stderr } = await scavenge(['local', '--rule', rule, '--items', '200', '--json'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(json).toMatchObject({ status: 'SUCCEEDED', ledger: { deleted: expect.any(Number) } })
}, 120_000)
