import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { shapeOf, UndatedShapes } from '../../../functions/scavenge/hint/undatedShapes.ts'
import { MAX_SHAPE_CHARACTERS, MAX_SHAPES } from '../../../functions/scavenge/progress/tokenState.ts'

describe('the shape of an age', () => {
  test.each([
    ['2024-01-02 03:04:05', '9999-99-99 99:99:99'],
    ['2024-01-02T03:04:05Z', '9999-99-99A99:99:99A'],
    ['Zoë, ٣ Jän 𝒳 ✓', 'AAA, 9 AAA A ?'],
    ['a\n\tb', 'A??A'],
    ['', 'an empty text'],
  ])('of %j is %j', (text, shape) => {
    expect(shapeOf(text)).toBe(shape)
  })

  test('shows no letter, no digit and nothing but printable ASCII of any text, and has a bound', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }), (text) => {
        expect(shapeOf(text)).toMatch(/^[9A!-/:-@[-`{-~ ]*…?$/)
        expect(shapeOf(text).length).toBeLessThanOrEqual(MAX_SHAPE_CHARACTERS)
      }),
    )
    expect(shapeOf('1'.repeat(41))).toBe(`${'9'.repeat(39)}…`)
  })
})

describe('the shapes of undated ages', () => {
  test('are noted of what could not be read, and not of missing, young or due ages', () => {
    const shapes = new UndatedShapes()
    const unasked = () => {
      throw new Error('expected no look at the age, which nearly all items would pay for')
    }
    shapes.judged('candidate', unasked)
    shapes.judged('young', unasked)
    shapes.judged('undatedMissing', () => undefined)
    shapes.judged('undatedType', () => undefined) // blocked
    expect(shapes.mostFrequent).toBeUndefined()
    shapes.judged('undatedUnreadable', () => ({ S: 'x' }))
    shapes.judged('undatedImplausible', () => ({ N: '12' }))
    shapes.judged('undatedImplausible', () => ({ N: '34' }))
    shapes.judged('undatedType', () => ({ BOOL: true }))
    expect(shapes.shapes).toEqual([
      ['A', 1],
      ['99', 2],
      ['type BOOL', 1],
    ])
    expect(shapes.mostFrequent).toBe('99')
  })

  test('go on from those of the pass before', () => {
    const shapes = new UndatedShapes([
      ['9', 2],
      ['A', 2],
    ])
    shapes.judged('undatedUnreadable', () => ({ S: 'x' }))
    expect(new UndatedShapes(shapes.shapes).mostFrequent).toBe('A')
  })

  test('hold the most frequent one among any number of others, and never more than their bound', () => {
    const shapes = new UndatedShapes()
    for (let index = 0; index < 1_000; index++) {
      shapes.judged('undatedUnreadable', () => ({ S: '-'.repeat(1 + (index % 39)) }))
      if (index % 3 === 0) shapes.judged('undatedUnreadable', () => ({ S: 'yesterday' }))
      expect(shapes.shapes.length).toBeLessThanOrEqual(MAX_SHAPES)
    }
    expect(shapes.mostFrequent).toBe('AAAAAAAAA')
  })
})
