import { describe, expect, test } from '@jest/globals'
import { report } from '../../../../cli/report/report.ts'

const OUTCOME = { status: 'SUCCEEDED', passes: 1, ledger: { deleted: 5 }, seconds: 1, dryRun: false, rate: 5 }

describe('the report', () => {
  test('says what requests failed with and what to do', () => {
    const text = report({ ...OUTCOME, trouble: { InternalServerError: 120 } })
    expect(text).toMatch(/^ {2}InternalServerError, 120 times: the server fails\. .+$/m)
  })

  test('shows hints, one text or several, and nothing that is none', () => {
    expect(report({ ...OUTCOME, hint: 'a path was probably meant' })).toContain('\nHint: a path was probably meant')
    expect(report({ ...OUTCOME, hint: ['one', 'two'] })).toMatch(/^Hint: one\nHint: two$/m)
    expect(report({ ...OUTCOME, hint: { not: 'a text' } })).not.toContain('Hint')
  })
})
