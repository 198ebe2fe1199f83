import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { between } from '../../../functions/scavenge/age/between.ts'

test.each<[text: string, first: string, second: string, part: string | undefined]>([
  ['ORDER#2024-01-02#17', 'ORDER#', '#', '2024-01-02'],
  ['2024-01-02#17', '', '#', '2024-01-02'],
  ['ORDER#2024-01-02', 'ORDER#', '', '2024-01-02'],
  ['2024-01-02', '', '', '2024-01-02'],
  ['$shop#at_2024-01-02#id_7', '#at_', '#id_', '2024-01-02'],
  ['A#2024-01-02#B', '#', '#', '2024-01-02'],
  ['ORDER#ORDER#2024-01-02#', 'ORDER#', '#', 'ORDER'],
  ['ORDER#2024-01-02#ORDER#2001-01-01#', 'ORDER#', '#', '2024-01-02'],
  ['#ORDER#2024-01-02#', 'ORDER#', '#', '2024-01-02'],
  ['ORDER##', 'ORDER#', '#', ''],
  ['ORDER#2024-01-02', 'ORDER#', '#', undefined],
  ['INVOICE#2024-01-02#', 'ORDER#', '#', undefined],
  ['order#2024-01-02#', 'ORDER#', '#', undefined],
  ['#2024-01-02ORDER#', 'ORDER#', '#', undefined],
  ['', 'ORDER#', '', undefined],
])('in %j after %j and before %j: %j', (text, first, second, part) => {
  expect(between(text, [first, second])).toBe(part)
})

test('what stands between the first marks of a text is found, whatever follows', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'abc2024-') })
  fc.assert(
    fc.property(plain, plain, fc.string(), (before, part, after) => {
      expect(between(`${before}<${part}>${after}`, ['<', '>'])).toBe(part)
    }),
  )
})
