import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { removeLeftovers } from '../../../../statemachine/stage/removeLeftovers.ts'

test('what this process’s packaging left is removed, and nothing else', () => {
  const directory = mkdtempSync(join(tmpdir(), 'temporary-'))
  const others = [
    'dynamodb-scavenger-4243-1795717163674-a47e13d0',
    'dynamodb-scavenger-4242-1795717163674',
    'dynamodb-scavenger',
    'other-4242-1795717163674-a47e13d0',
  ]
  for (const name of [...others, 'dynamodb-scavenger-4242-1795717163674-a47e13d0']) {
    mkdirSync(join(directory, name))
    writeFileSync(join(directory, name, 'handler.mjs'), '')
  }
  removeLeftovers(directory, 'dynamodb-scavenger', 4242)
  expect(readdirSync(directory)).toEqual(others.toSorted())
  rmSync(directory, { recursive: true })
})
