import { expect, test } from '@jest/globals'
import { fraction, jsonOf } from '../../../../cli/shell/optionValues.ts'

test.each([
  ['0.01', 0.01],
  ['.5', 0.5],
  ['1', 1],
  ['1.0', 1],
  [undefined, undefined],
])('the share %s is read', (text, share) => {
  expect(fraction('--sample', text)).toBe(share)
})

test.each(['0', '0.0', '1.1', '-0.1', '2', '1%', '', 'all', '1e-2', '01'])('the share %j is refused', (text) => {
  expect(() => fraction('--sample', text)).toThrow(
    `--sample: expected a share above 0 and up to 1, such as 0.01, found "${text}"`,
  )
})

test.each(['{"continuationToken": secret}', '{"key": "secret"', '{"key": "secret",}', 'secret'])(
  'a text that is not JSON, %j, is refused, and nothing of it is shown',
  (text) => {
    expect(() => jsonOf('--input', text, 'a JSON object')).toThrow(
      /^--input: expected a JSON object, found text that is not JSON(?: at position \d+)?$/,
    )
  },
)
