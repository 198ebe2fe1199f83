import { describe, expect, jest, test } from '@jest/globals'
import { Booking } from '../../../functions/scavenge/pace/booking.ts'

const NOTHING = () => undefined

describe('booking', () => {
  test('can be settled once', () => {
    const settle = jest.fn()
    const booking = new Booking({ settle, keep: NOTHING })
    booking.settle(25, 30)
    expect(() => booking.settle(25, 30)).toThrow('booking: expected to be settled once')
    expect(settle.mock.calls).toEqual([[25, 30]])
  })

  test('gives back what was not settled when it is disposed of', () => {
    const settle = jest.fn()
    {
      using _unsettled = new Booking({ settle, keep: NOTHING })
    }
    expect(settle.mock.calls).toEqual([[0, 0]])
  })

  test('that is kept counts as consumed whole, and is not given back afterwards', () => {
    const settle = jest.fn()
    const keep = jest.fn()
    {
      using booking = new Booking({ settle, keep })
      booking.keep()
      expect(() => booking.settle(25, 30)).toThrow('booking: expected to be settled once')
    }
    expect([settle.mock.calls, keep.mock.calls]).toEqual([[], [[]]])
  })

  test('keeps what was settled when it is disposed of', () => {
    const settle = jest.fn()
    {
      using booking = new Booking({ settle, keep: NOTHING })
      booking.settle(25, 30)
    }
    expect(settle.mock.calls).toEqual([[25, 30]])
  })
})
