import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { errorFields, logOf } from '../../functions/scavenge/log.ts'

let out: string[]
let err: string[]
beforeEach(() => {
  out = []
  err = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
})
afterEach(() => {
  jest.restoreAllMocks()
})

test('an entry is one line of JSON with its level, its message, the rule, the stage and the request', () => {
  logOf('workers', 'prod', 'request-1').info('pass answered', { seconds: 2, text: 'two\nlines' })
  expect(out).toHaveLength(1)
  expect(out[0]?.indexOf('\n')).toBe((out[0]?.length ?? 0) - 1)
  expect(JSON.parse(out[0] ?? '')).toEqual({
    level: 'INFO',
    message: 'pass answered',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    service: 'dynamodb-scavenger',
    rule: 'workers',
    stage: 'prod',
    requestId: 'request-1',
    seconds: 2,
    text: 'two\nlines',
  })
})

test('what is added stands in every later line, of every level', () => {
  const log = logOf('workers', 'prod', undefined)
  log.appendKeys({ execution: 'arn:execution' })
  log.warn('one', {})
  log.error('two', errorFields(new TypeError('why', { cause: 'secret' })))
  expect(err.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'WARN', message: 'one', execution: 'arn:execution' },
    { level: 'ERROR', message: 'two', execution: 'arn:execution', error: 'TypeError', cause: 'why' },
  ])
  expect(err.join('')).not.toContain('secret')
  expect(err.join('')).not.toContain('requestId')
})
