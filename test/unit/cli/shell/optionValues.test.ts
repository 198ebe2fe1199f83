import { expect, test } from '@jest/globals'
import { fraction } from '../../../../cli/shell/optionValues.ts'

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
