import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { describeOnEngines } from '../support/engines/engines.ts'
import { CREDENTIALS, clientOf, createTable, loadItems, REGION } from '../support/engines/tables.ts'
import { WORKERS_KEY, workersRule } from '../support/rules/workersRule.ts'
import { scavenge } from '../support/runs/scavengeCommand.ts'

describeOnEngines(
  'scavenge why',
  (engine) => {
    let folder: string
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'why-'))
      writeFileSync(join(folder, 'things.yml'), JSON.stringify(workersRule('things')))
      const client = clientOf(engine.endpoint)
      await createTable(client, 'things', WORKERS_KEY)
      await loadItems(client, 'things', [
        {
          WorkerId: { N: '1' },
          StartTime: { S: 'a' },
          Completed: { S: '1' },
          StartExecutionTime: { S: '2024-01-02T03:04:05Z' },
          Secret: { S: 'not of the rule' },
        },
      ])
      client.destroy()
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    const why = (key: string, ...more: readonly string[]) => {
      const { PATH = '', HOME = '' } = process.env
      const { accessKeyId, secretAccessKey } = CREDENTIALS
      const aws = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: REGION }
      return scavenge(
        ['why', '--endpoint', engine.endpoint, '--rule', join(folder, 'things.yml'), '--key', key, ...more],
        undefined,
        { env: { PATH, HOME, ...aws } },
      )
    }

    test('prints each step to the verdict', async () => {
      const { code, stdout } = await why('{"WorkerId": 1, "StartTime": "a"}')
      expect(code).toBe(0)
      expect(stdout.replaceAll(/\d{4}-[\d-]+T[\d:.]+Z/g, (time) => (time.startsWith('2024') ? time : 'TIME'))).toBe(
        `rule     things, table things, as an execution would judge that starts at TIME
item     Completed = {"S":"1"}
item     StartExecutionTime = {"S":"2024-01-02T03:04:05Z"}
filter   #completed = :number OR #completed = :string: passes
         #completed = :number: does not pass
         #completed = :string: passes
age      StartExecutionTime as rfc3339: 2024-01-02T03:04:05.000Z
cutoff   TIME: no younger item is a candidate
period   48h: due 2024-01-04T03:04:05.000Z
verdict  candidate
delete   only while the item exists and "Completed" = {"S":"1"} AND "StartExecutionTime" = {"S":"2024-01-02T03:04:05Z"}
`,
      )
    })

    test('takes a key in DynamoDB’s JSON and a longer olderThan, and prints JSON', async () => {
      const key = '{"WorkerId": {"N": "1"}, "StartTime": {"S": "a"}}'
      const { code, json } = await why(key, '--json', '--input', '{"olderThan": "36500d"}')
      expect(code).toBe(0)
      expect(json).toMatchObject({
        verdict: 'young',
        filter: { passes: true },
        age: { time: '2024-01-02T03:04:05.000Z' },
      })
      expect(JSON.stringify(json)).not.toContain('not of the rule')
    })

    test.each([
      ['{"WorkerId": 2, "StartTime": "a"}', 1, 'ItemNotFound: things: expected an item with that key, found none'],
      ['{"WorkerId": 1}', 1, 'ValidationException: table things: '],
      ['WorkerId=1', 2, '--key: expected JSON such as'],
      ['[1]', 2, '--key: expected a map of attributes, found a list of 1'],
    ])('refuses the key %s', async (key, status, says) => {
      const { code, stderr } = await why(key)
      expect(stderr).toContain(says)
      expect(code).toBe(status)
    })
  },
  ['dynalite'],
)
