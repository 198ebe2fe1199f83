import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { expect, test } from '@jest/globals'

/** A device of Linux that takes nothing, as a full disk does. */
const FULL = '/dev/full'

const onLinux = existsSync(FULL) ? test : test.skip

onLinux('a command whose output a full disk does not take fails, and says why', () => {
  const full = openSync(FULL, 'w')
  const { status, stderr } = spawnSync(process.execPath, ['cli/scavenge.mjs', 'check'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  })
  closeSync(full)
  expect(stderr).toMatch(/^OutputNotWritten: expected to write standard output: ENOSPC: .*\n$/)
  expect(status).toBe(1)
})
