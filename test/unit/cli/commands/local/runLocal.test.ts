import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { runLocal } from '../../../../../cli/commands/local/runLocal.ts'
import { progressView } from '../../../../../cli/report/progress.ts'

test.each([`"\${ssm:/tables/jobs}"`, '{ "Fn::ImportValue": jobs-table }'])(
  'a table that only a deployment can resolve, %s, is refused before anything is asked',
  async (table) => {
    const directory = mkdtempSync(join(tmpdir(), 'rules-'))
    const rule = join(directory, 'jobs.yml')
    writeFileSync(
      rule,
      `table: ${table}
filter: { expression: "attribute_exists(#d)", names: { "#d": Done } }
age: { attribute: At, format: epochSeconds, olderThan: 7d }
`,
    )
    const options = {
      rule,
      endpoint: 'http://127.0.0.1:9',
      input: {},
      passSeconds: 8,
      items: 1,
      memoryMb: undefined,
      verify: false,
      json: true,
      verbose: false,
    }
    const refused = runLocal(options, progressView(process.stderr), new AbortController().signal)
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidRule',
      message: expect.stringContaining('jobs.yml: table: expected a name for a local run, found "${'),
    })
    rmSync(directory, { recursive: true })
  },
)
