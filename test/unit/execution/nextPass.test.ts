import { describe, expect, test } from '@jest/globals'
import { nextPassIn } from '../../../functions/scavenge/execution/nextPass.ts'

const NIGHT = { fromMinute: 22 * 60, toMinute: 6 * 60, timezone: 'UTC' }
const at = (time: string) => Date.parse(time)

describe('the next pass', () => {
  test('begins after the wait that was asked for, where there is no window or it is open then', () => {
    expect(nextPassIn(30, undefined, 0)).toEqual({ waitSeconds: 30 })
    expect(nextPassIn(0, NIGHT, at('2026-11-26T23:00:00Z'))).toEqual({ waitSeconds: 0 })
  })

  test('begins when the window opens: also where it closes during the wait, or opens before the wait is over', () => {
    const windowOpens = '2026-11-27T22:00:00.000Z'
    expect(nextPassIn(0, NIGHT, at('2026-11-27T21:59:59.400Z'))).toEqual({ waitSeconds: 1, windowOpens })
    expect(nextPassIn(300, NIGHT, at('2026-11-27T05:58:00Z'))).toEqual({ waitSeconds: 16 * 3_600 + 120, windowOpens })
    expect(nextPassIn(300, NIGHT, at('2026-11-27T21:58:00Z'))).toEqual({ waitSeconds: 300 })
  })

  test('comes at most as much later as a Wait state takes', () => {
    expect(nextPassIn(1e9, undefined, 0).waitSeconds).toBe(99_999_999)
  })
})
