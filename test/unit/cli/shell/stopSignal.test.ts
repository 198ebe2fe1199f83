import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { scavenge } from '../../../support/runs/scavengeCommand.ts'

test('a local run whose progress has no reader any more is stopped, and leaves no folder behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scavenge-test-'))
  const { PATH = '' } = process.env
  const { code, json } = await scavenge(
    ['local', '--items', '1200', '--input', '{"maxWriteUnitsPerSecond": 200}', '--json'],
    (line, command) => {
      if (line.startsWith('pass 1 started')) command.stderr?.destroy()
    },
    { env: { PATH, HOME: folder, TMPDIR: folder } },
  )
  expect(json).toMatchObject({ status: 'FAILED', error: 'Aborted' })
  expect(code).toBe(1)
  expect(readdirSync(folder).filter((name) => name.startsWith('scavenge-'))).toEqual([])
  rmSync(folder, { recursive: true })
})
