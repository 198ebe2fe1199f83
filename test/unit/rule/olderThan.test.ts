import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatOlderThan, parseOlderThan } from '../../../functions/scavenge/rule/olderThan.ts'

test.each([
  ['1m', 60_000],
  ['48h', 172_800_000],
  ['2d', 172_800_000],
  ['36525d', 36_525 * 86_400_000],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseOlderThan(text)).toBe(ms)
})

test.each([
  '0h',
  '00h',
  '048h',
  '48',
  'h',
  '',
  '1.5h',
  '-1h',
  '+1h',
  '1e3h',
  ' 48h',
  '48h ',
  '48h\n',
  '48 h',
  '48H',
  '1w',
  '1h30m',
  '٤h',
  '36526d',
  '9999999999d',
  '9'.repeat(400).concat('m'),
])('%j is refused', (text) => {
  expect(parseOlderThan(text)).toBeUndefined()
})

test('every age is written so that it reads back the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30_000 }), fc.constantFrom('m', 'h', 'd'), (count, unit) => {
      const ms = parseOlderThan(`${count}${unit}`)
      expect(ms).toBeDefined()
      expect(parseOlderThan(formatOlderThan(ms ?? 0))).toBe(ms)
    }),
  )
})

test('an age in hours or days is written in hours', () => {
  expect(formatOlderThan(172_800_000)).toBe('48h')
  expect(formatOlderThan(90 * 60_000)).toBe('90m')
})
