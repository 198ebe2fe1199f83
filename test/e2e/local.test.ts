import { tmpdir } from 'node:os'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type Engine, startEngine } from '../../cli/engine/engine.ts'
import { makeSeedTable } from '../../cli/engine/seedTable.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { clientOf, readItems } from '../support/engines/tables.ts'
import { expectBalance } from '../support/oracle/balance.ts'
import { keysKept, keysOf } from '../support/oracle/seedKeys.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

jest.setTimeout(180_000)

/** The pids that a run started and that are still there. */
function survivors(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false // no such process
    }
  })
}

/** Takes several passes on any machine under a cap of a few hundred deletes a second. */
const IN_PASSES = ['local', '--items', '1200', '--pass-seconds', '2', '--json']

const pidIn = (line: string) => Number(/^pass process (\d+) started$/.exec(line)?.[1] ?? Number.NaN)

describe('without an endpoint', () => {
  test('passes follow one another until the seed’s table is done, and an independent scan agrees', async () => {
    const { code, json } = await scavenge([...IN_PASSES, '--input', '{"maxWriteUnitsPerSecond": 400}'])
    expect(json).toMatchObject({ status: 'SUCCEEDED', rule: 'workers', table: 'workers', dryRun: false })
    expect(code).toBe(0)
    expect(json.passes).toBeGreaterThanOrEqual(2)
    const ledger = json.ledger as Record<string, number>
    expectBalance({ ledger, dryRun: false })
    expect(ledger).toMatchObject({ young: 8, undated: 4, failed: 0 })
    // Passes this short may be lost on a busy machine, and with them the count of what they deleted.
    const { deleted = 0, lostPasses = 0 } = ledger
    expect(lostPasses === 0 ? deleted : 1170).toBe(1170)
    expect(deleted).toBeLessThanOrEqual(1170)
    expect(json.verification).toMatchObject({ agrees: true, itemsLeft: 30, matchedLeft: 12, candidatesLeft: 0 })
    expect(json.continuationToken).toBeUndefined()
  })

  test('runs from any folder and reports in a table', async () => {
    const { code, stdout } = await scavenge(['local', '--items', '100'], undefined, { cwd: tmpdir() })
    expect(code).toBe(0)
    expect(stdout).toContain('SUCCEEDED: rule workers, table workers')
    expect(stdout).toContain('agrees with the ledger')
  })

  test('told to stop, it says how far it was and leaves nothing running', async () => {
    const pids: number[] = []
    const { code, json, stderr } = await scavenge(
      [...IN_PASSES, '--input', '{"maxWriteUnitsPerSecond": 200}'],
      (line, command) => {
        if (pidIn(line)) pids.push(pidIn(line))
        if (line.startsWith('pass 2 started')) command.kill('SIGINT')
      },
    )
    expect(code).toBe(130)
    expect(json).toMatchObject({ status: 'FAILED', error: 'Aborted', passes: 1 })
    expect(typeof json.continuationToken).toBe('string')
    expect(stderr).toContain('stopped after 1 passes had answered')
    expect(survivors(pids)).toEqual([])
  })

  test('killed outright, its pass ends too', async () => {
    const pids: number[] = []
    const { stdout } = await scavenge(['local', '--items', '1000', '--json'], (line, command) => {
      if (pidIn(line)) pids.push(pidIn(line))
      if (line.includes('items read')) command.kill('SIGKILL')
    })
    // The pass's standard error is a pipe to the killed command: the run's own pipes close when the last child is gone.
    expect(stdout).toBe('')
    const deadline = performance.now() + 10_000
    while (survivors(pids).length > 0 && performance.now() < deadline) await new Promise(setImmediate)
    expect(survivors(pids)).toEqual([])
  })
})

describe('on an endpoint', () => {
  let engine: Engine
  let client: DynamoDBClient

  beforeAll(async () => {
    engine = await startEngine()
    client = clientOf(engine.endpoint)
  })
  afterAll(async () => {
    client.destroy()
    await engine.close()
  })

  test('a missing table is one line and the error of the execution', async () => {
    const { code, json, stderr } = await scavenge(['local', '--endpoint', engine.endpoint, '--json'])
    expect(code).toBe(1)
    expect(json).toMatchObject({ status: 'FAILED', error: 'TableNotFound', passes: 0 })
    expect(stderr.split('\n').at(-1)).toMatch(/^TableNotFound: /)
  })

  describe('with the seed’s table', () => {
    const seeded = { items: 1_000, nowMs: Date.now() }
    const local = (more: readonly string[] = [], onLine?: (line: string) => void) =>
      scavenge(['local', '--endpoint', engine.endpoint, '--verify', '--json', ...more], onLine)
    const itemsLeft = () => readItems(client, 'workers')
    beforeAll(() => makeSeedTable({ client, table: 'workers', ...seeded, signal: NEVER }))

    test('a dry run deletes nothing', async () => {
      const { json } = await local(['--input', '{"dryRun": true}'])
      const verification = { agrees: true, itemsLeft: seeded.items }
      expect(json).toMatchObject({ status: 'SUCCEEDED', dryRun: true, verification })
      expect(await itemsLeft()).toHaveLength(seeded.items)
    })

    test('what nobody has confirmed deletes nothing and says how to go on; then a pass is killed, repeated, and the table is as without the kill', async () => {
      const refused = await local()
      expect(refused.code).toBe(1)
      expect(refused.json).toMatchObject({ status: 'FAILED', error: 'Unconfirmed', passes: 0 })
      expect(await itemsLeft()).toHaveLength(seeded.items)
      const [failure = '', goOn = ''] = refused.stderr.split('\n').slice(-2)
      expect(failure).toMatch(
        /^Unconfirmed: rule workers: expected a confirmation in the rule or the input, found none/,
      )
      const [, confirm = ''] = /--confirm (\w{10})$/.exec(goOn) ?? []
      const command = `npx scavenge local --endpoint ${engine.endpoint} --verify --json --confirm ${confirm}`
      expect(goOn).toBe(`To go on: ${command}`)
      expect(refused.json.confirm).toBe(confirm)

      let pid = Number.NaN
      let alive = true
      // capped, so that the pass is still at work when the first line with deletes comes
      const slowly = ['--pass-seconds', '20', '--input', '{"maxWriteUnitsPerSecond": 300}']
      const killed = await local([...slowly, '--confirm', confirm], (line) => {
        pid = pidIn(line) || pid
        if (alive && / [1-9][\d,]* deleted/.test(line)) alive = !process.kill(pid, 'SIGKILL')
      })
      expect(killed.stderr).toContain('ended with Runtime.ExitError')
      expect(killed.json).toMatchObject({ status: 'SUCCEEDED', verification: { agrees: true } })
      expect((killed.json.ledger as Record<string, number>).lostPasses).toBeGreaterThanOrEqual(1)
      const cutoffMs = Date.parse(String(killed.json.startTime)) - 48 * 3_600_000
      expect(keysOf(await itemsLeft())).toEqual(keysKept(seeded, cutoffMs))
    })
  })

  test('that nobody serves is one line before anything starts', async () => {
    const { code, json, stderr } = await scavenge(['local', '--endpoint', 'http://127.0.0.1:1', '--json'])
    expect(code).toBe(1)
    expect(json).toMatchObject({ status: 'FAILED', error: 'EndpointUnreachable', passes: 0 })
    expect(stderr).toMatch(/^EndpointUnreachable: nothing answers at http:\/\/127\.0\.0\.1:1 .*$/)
  })
})

describe('wrong usage is exit 2 and one line', () => {
  test.each([
    [[]],
    [['undo']],
    [['local', '--wrong']],
    [['local', '--pass-seconds', 'x']],
    [['local', '--input', '{']],
    [['local', 'extra']],
  ])('%j', async (args) => {
    const { code, stdout, stderr } = await scavenge(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.split('\n')).toHaveLength(1)
  })
})

test('a rule that cannot be loaded is InvalidRule, before anything starts', async () => {
  const { code, json } = await scavenge(['local', '--rule', 'missing.yml', '--json'])
  expect(code).toBe(1)
  expect(json).toMatchObject({ status: 'FAILED', error: 'InvalidRule' })
})
