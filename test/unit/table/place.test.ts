import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { distanceOf, HALVINGS, placeOf } from '../../../functions/scavenge/table/place.ts'

const total = fc.integer({ min: 1, max: 1_000_000 })

describe('place', () => {
  test('segments lie in order, each in a place of its own, within the table', () => {
    fc.assert(
      fc.property(total, fc.nat(), (totalSegments, any) => {
        const segment = any % totalSegments
        const place = placeOf(segment, totalSegments)
        expect(place).toBeGreaterThanOrEqual(0)
        expect(place).toBeLessThan(2 ** HALVINGS)
        expect(placeOf(segment + 1, totalSegments)).toBeGreaterThan(place)
      }),
    )
  })

  test('every segment of a half, a quarter or an eighth is nearer than any outside', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 4, 8),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
        (parts, each, any) => {
          const totalSegments = parts * each
          const [one = 0, other = 0, third = 0] = any.map((number) => number % totalSegments)
          const partOf = (segment: number) => Math.floor(segment / each)
          fc.pre(partOf(one) === partOf(other) && partOf(one) !== partOf(third))
          expect(distanceOf(one, other, totalSegments)).toBeLessThan(distanceOf(one, third, totalSegments))
        },
      ),
    )
  })

  test('of segments in parts of one size the neighbour is the nearest', () => {
    expect(distanceOf(4, 5, 40)).toBeLessThan(distanceOf(4, 6, 40))
    expect(distanceOf(4, 10, 40)).toBeLessThan(distanceOf(4, 11, 40))
  })

  test('a segment is at no distance from itself, and two are as far from each other either way', () => {
    expect(distanceOf(7, 7, 40)).toBe(0)
    expect(distanceOf(7, 30, 40)).toBe(distanceOf(30, 7, 40))
  })
})
