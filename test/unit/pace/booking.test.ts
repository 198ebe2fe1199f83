import { describe, expect, jest, test } from '@jest/globals'
import { Booking } from '../../../functions/scavenge/pace/booking.ts'

describe('booking', () => {
  test('can be settled once', () => {
    const settle = jest.fn()
    const booking = new Booking(settle)
    booking.settle(25, 30)
    expect(() => booking.settle(25, 30)).toThrow('booking: expected to be settled once')
    expect(settle.mock.calls).toEqual([[25, 30]])
  })

  test('gives back what was not settled when it is disposed of', () => {
    const settle = jest.fn()
    {
      using _unsettled = new Booking(settle)
    }
    expect(settle.mock.calls).toEqual([[0, 0]])
  })

  test('keeps what was settled when it is disposed of', () => {
    const settle = jest.fn()
    {
      using booking = new Booking(settle)
      booking.settle(25, 30)
    }
    expect(settle.mock.calls).toEqual([[25, 30]])
  })
})
