import { describe, expect, test } from '@jest/globals'
import {
  highMean,
  largestShare,
  layersOf,
  lowMean,
  smallestShare,
} from '../../../functions/scavenge/estimate/layeredMean.ts'

describe('the limits of a share', () => {
  test('are those of Clopper and Pearson', () => {
    expect(largestShare(0, 100)).toBeCloseTo(1 - 0.025 ** (1 / 100), 8)
    expect(smallestShare(100, 100)).toBeCloseTo(0.025 ** (1 / 100), 8)
    expect(largestShare(5, 100)).toBeCloseTo(0.1128349, 6)
    expect(smallestShare(5, 100)).toBeCloseTo(0.0164319, 6)
    expect(largestShare(50, 100)).toBeCloseTo(0.6016789, 6)
  })

  test('are exact: with the largest share so few hits come in 2.5 % of the draws', () => {
    const share = largestShare(2, 40)
    const atMostTwo = (1 - share) ** 40 + 40 * share * (1 - share) ** 39 + 780 * share ** 2 * (1 - share) ** 38
    expect(atMostTwo).toBeCloseTo(0.025, 6)
  })

  test('end at none and all', () => {
    expect(smallestShare(0, 100)).toBe(0)
    expect(largestShare(100, 100)).toBe(1)
    expect(largestShare(0, 0)).toBe(1)
  })

  test('hold for thousands of segments too', () => {
    expect(largestShare(0, 10_000)).toBeCloseTo(3.688e-4, 6)
    expect(largestShare(5_000, 10_000)).toBeCloseTo(0.50985, 5)
  })
})

describe('the limits of a mean', () => {
  const layers = layersOf(100)
  const evenly = (value: number) => Array.from({ length: 100 }, () => value)

  test('lie on both sides of the mean, and the upper one allows for what no segment drawn showed', () => {
    const values = Array.from({ length: 100 }, (_, at) => at)
    expect(lowMean(layers, values)).toBeLessThan(49.5)
    expect(highMean(layers, values, 100)).toBeGreaterThan(49.5)
    expect(highMean(layers, evenly(10), 10)).toBeCloseTo(10, 6)
    expect(highMean(layers, evenly(10), 20) - 10).toBeCloseTo(10 * largestShare(0, 100), 6)
  })

  test('take a single hit for its smallest and its largest share', () => {
    const one = [8, ...evenly(0).slice(1)]
    expect(lowMean(layers, one)).toBeCloseTo(8 * smallestShare(1, 100), 8)
    expect(highMean(layers, one, 8)).toBeCloseTo(8 * largestShare(1, 100), 6)
  })

  test('do not depend on the order', () => {
    const values = Array.from({ length: 100 }, (_, at) => (at * 37) % 100)
    const sorted = [...values].sort((one, other) => one - other)
    expect(lowMean(layers, values)).toBe(lowMean(layers, sorted))
    expect(highMean(layers, values, 200)).toBe(highMean(layers, sorted, 200))
  })

  test('narrow as more is drawn', () => {
    const width = (drawn: number) => {
      const values = Array.from({ length: drawn }, (_, at) => at % 10)
      return highMean(layersOf(drawn), values, 10) - lowMean(layersOf(drawn), values)
    }
    expect(width(1_000)).toBeLessThan(width(100) / 2)
    expect(width(10_000)).toBeLessThan(width(1_000) / 2)
  })
})
