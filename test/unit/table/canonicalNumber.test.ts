import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonicalNumber } from '../../../functions/scavenge/table/canonicalNumber.ts'

test.each([
  ['1', '1.0', '01', '+1', '1.', '10e-1', '0.1E1', '0x1', '0o1', '0b1'],
  ['1000', '1_000', '1e3', '0x3E8', '1E+3'],
  ['0', '-0', '0.00', '0e7', '00', '.0'],
  ['-0.5', '-.5', '-5e-1'],
  ['12345678901234567890.5', '1.23456789012345678905e19'],
])('%s is one number in each spelling', (...spellings) => {
  expect(new Set(spellings.map(canonicalNumber)).size).toBe(1)
})

test('numbers that differ stay apart, however close', () => {
  const texts = ['1', '-1', '10', '0.1', '1.0000000000000000000000000000000000001', '0']
  expect(new Set(texts.map(canonicalNumber)).size).toBe(texts.length)
})

test.each(['PRO', '', '.', '1 ', '_1', '1__0', '0x', '0xG', '1.2.3', 'e5', 'FF', '1e', '--1', 'true'])(
  '%j is no number and stands for itself',
  (text) => {
    expect(canonicalNumber(text)).toBe(text)
  },
)

test('two texts that JavaScript holds exactly are the same where their numbers are', () => {
  const spelt = fc.tuple(fc.integer(), fc.integer({ min: 0, max: 3 })).map(([digits, zeros]) => ({
    value: digits,
    text: `${digits}${'0'.repeat(zeros)}e-${zeros}`,
  }))
  fc.assert(
    fc.property(spelt, (number) => {
      expect(canonicalNumber(number.text)).toBe(canonicalNumber(String(number.value)))
    }),
  )
})
