import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type Engine, startEngine } from '../../cli/engine/engine.ts'
import { makeSeedTable } from '../../cli/engine/seedTable.ts'
import { NEVER } from '../../functions/scavenge/waiting/never.ts'
import { clientOf, readItems } from '../support/engines/tables.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

jest.setTimeout(180_000)

const ITEMS = 1_200
const exactly = (count: number) => ({ estimate: count, low: count, high: count })

/** The filter's value is given at the start. */
const RULE_OF_VALUE = `table: workers
filter: { expression: "#done = :completed", names: { "#done": Completed }, values: { ":completed": { input: N } } }
age: { attribute: StartExecutionTime, format: rfc3339, olderThan: 30d }
`

/** The fields of docs/contract.md, each of them. */
const FIELDS =
  'confirm table cutoff items matched candidates young undated bytes writeUnits dollars hours oldest newest ages sampled advice'

describe('scavenge estimate without an endpoint', () => {
  test('prints one object of the demo table with exactly the fields of the contract', async () => {
    const { code, json } = await scavenge(['estimate', '--items', String(ITEMS), '--json'])
    expect(code).toBe(0)
    expect(Object.keys(json).sort()).toEqual(FIELDS.split(' ').sort())
    expect(json).toMatchObject({
      table: 'workers',
      confirm: expect.stringMatching(/^[a-z][0-9a-z]{9}$/),
      items: exactly(ITEMS),
      candidates: exactly(1_170),
      young: exactly(8),
      undated: exactly(4),
      writeUnits: { table: 1_170, indexes: {} },
    })
  })

  test('prints a report, and items where it is asked to', async () => {
    const { code, stdout } = await scavenge(['estimate', '--items', String(ITEMS), '--show', '2'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/│ candidates +│ +1,170 │ +exact │/)
    expect(stdout).toContain('The demo table needs no confirmation.')
    expect(stdout.match(/^ {2}candidate {2}\{"WorkerId".*"StartExecutionTime"/gm)).toHaveLength(2)
    expect(stdout.match(/^ {2}undated\w+ {2}\{"WorkerId"/gm)).toHaveLength(2)
  })
})

describe('at an endpoint', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine()
    const client = clientOf(engine.endpoint)
    await makeSeedTable({ client, table: 'workers', items: ITEMS, nowMs: Date.now(), signal: NEVER })
    client.destroy()
  })
  afterAll(() => engine.close())

  const at = (...args: string[]) => scavenge([...args, '--endpoint', engine.endpoint])

  test('an estimate and an execution that only estimates say the same, and delete nothing', async () => {
    const estimated = await at('estimate', '--json')
    const executed = await at('local', '--input', '{"estimate": true}', '--json')
    expect([estimated.code, executed.code]).toEqual([0, 0])
    expect(executed.json).toMatchObject({ status: 'SUCCEEDED', passes: 0, output: { status: 'estimated' } })
    const { candidates, confirm, writeUnits } = estimated.json
    expect(executed.json).toMatchObject({ output: { estimate: { candidates, confirm, writeUnits } } })
    const client = clientOf(engine.endpoint)
    expect(await readItems(client, 'workers')).toHaveLength(ITEMS)
    client.destroy()
  })

  test('an execution that nobody confirmed says what it would delete', async () => {
    const { code, stderr } = await at('local')
    expect(code).toBe(1)
    expect(stderr).toContain('It would delete 1,170 of 1,200 items, the oldest of ')
  })

  test('an execution that nobody confirmed names the code of its own values', async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'rule-of-value-'))
    const file = join(folder.path, 'workers.yml')
    writeFileSync(file, RULE_OF_VALUE)
    const of = (command: string, completed: number) => {
      return at(command, '--rule', file, '--input', JSON.stringify({ values: { ':completed': completed } }), '--json')
    }
    const unconfirmed = await of('local', 1)
    const [same, other] = [await of('estimate', 1), await of('estimate', 2)]
    expect(unconfirmed.json).toMatchObject({ error: 'Unconfirmed', confirm: same.json.confirm })
    expect(other.json.confirm).not.toBe(same.json.confirm)
  })

  test('a run shows the estimate before its first pass, and its limits beside the ledger', async () => {
    const estimate = await at('estimate', '--json')
    const { code, stdout, stderr } = await at('local', '--confirm', String(estimate.json.confirm))
    expect(code).toBe(0)
    expect(stderr.indexOf('Estimate: table workers')).toBeGreaterThan(0)
    expect(stderr.indexOf('Estimate: table workers')).toBeLessThan(stderr.indexOf('pass 1 started'))
    expect(stdout).toMatch(/│ deleted +│ +1,170 │ +1,170 │/)
    expect(stdout).toContain('; the estimate said $0.00')
  })

  test('a rule file that is missing is one line', async () => {
    const { code, stdout, stderr } = await at('estimate', '--rule', 'test/support/rules/missing.yml')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/^InvalidRule: /)
  })
})
