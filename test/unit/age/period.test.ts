import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Period, periodReader, shortestMs } from '../../../functions/scavenge/age/period.ts'

const DAY_MS = 86_400_000

describe('a number of units in an attribute', () => {
  const period: Period = { kind: 'attribute', path: ['days'], unitMs: DAY_MS, atLeastMs: DAY_MS, default: 7 * DAY_MS }
  const read = (days?: AttributeValue) => periodReader(period)(days === undefined ? {} : { days })

  test.each<[AttributeValue | undefined, number | 'never']>([
    [{ N: '30' }, 30 * DAY_MS],
    [{ S: '30' }, 30 * DAY_MS],
    [{ N: '1.5' }, 1.5 * DAY_MS],
    [{ N: '1.0000000000000000000001' }, DAY_MS + 1],
    [{ N: '0.5' }, DAY_MS],
    [{ N: '0' }, DAY_MS],
    [{ N: '36525' }, 36_525 * DAY_MS],
    [undefined, 7 * DAY_MS],
  ])('%j is %s', (days, ms) => {
    expect(read(days)).toBe(ms)
  })

  test.each<AttributeValue>([
    { N: '-1' },
    { N: '36526' },
    { N: '1e3' },
    { S: '' },
    { S: '30d' },
    { S: 'never' },
    { S: ' 30' },
    { NULL: true },
    { L: [{ N: '30' }] },
  ])('%j keeps the item for good', (days) => {
    expect(read(days)).toBe('never')
  })

  test('a path through what is no map keeps the item for good, and an absent map has the default', () => {
    const within = periodReader({ ...period, path: ['meta', 'days'] })
    expect(within({ meta: { S: '{"days":30}' } })).toBe('never')
    expect(within({ meta: { NULL: true } })).toBe('never')
    expect(within({ meta: { M: {} } })).toBe(7 * DAY_MS)
    expect(within({})).toBe(7 * DAY_MS)
  })

  test('no number shortens the floor', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.nat().map(String)), (text) => {
        const ms = read({ N: text })
        expect(ms === 'never' || ms >= DAY_MS).toBe(true)
      }),
    )
    expect(shortestMs(period)).toBe(DAY_MS)
  })
})

describe('periods by what an attribute holds', () => {
  const periods = { SESSION: DAY_MS, AUDIT: 'never', '1': 2 * DAY_MS } as const
  const period: Period = { kind: 'by', path: ['meta', 'type'], periods, default: 30 * DAY_MS }
  const read = (type: AttributeValue) => periodReader(period)({ meta: { M: { type } } })

  test.each<[AttributeValue, number | 'never']>([
    [{ S: 'SESSION' }, DAY_MS],
    [{ S: 'AUDIT' }, 'never'],
    [{ N: '1' }, 2 * DAY_MS],
    [{ S: 'session' }, 30 * DAY_MS],
    [{ S: 'constructor' }, 30 * DAY_MS],
    [{ S: '1.0' }, 30 * DAY_MS],
    [{ N: '2' }, 30 * DAY_MS],
  ])('%j is %s', (type, ms) => {
    expect(read(type)).toBe(ms)
  })

  test.each<AttributeValue>([
    { BOOL: true },
    { BOOL: false },
    { NULL: true },
    { SS: ['SESSION'] },
    { NS: ['1'] },
    { L: [{ S: 'SESSION' }] },
    { M: { type: { S: 'SESSION' } } },
    { B: new Uint8Array([49]) },
  ])('%j names nothing and keeps the item for good', (type) => {
    expect(read(type)).toBe('never')
  })

  test.each(['5.0', '05', '5e0', '0x5', '+5'])('the key %s names the number 5, whatever it looks like', (name) => {
    const spelt = periodReader({ ...period, path: ['type'], periods: { [name]: 'never' } })
    expect(spelt({ type: { N: '5' } })).toBe('never')
    expect(spelt({ type: { S: '5' } })).toBe(30 * DAY_MS)
    expect(spelt({ type: { S: name } })).toBe('never')
    expect(spelt({ type: { N: '50' } })).toBe(30 * DAY_MS)
  })

  test('of two keys that name one number the longer period counts', () => {
    const twice = (periods: Record<string, number | 'never'>) =>
      periodReader({ ...period, path: ['type'], periods })({ type: { N: '5' } })
    expect(twice({ '5': DAY_MS, '5.0': 2 * DAY_MS })).toBe(2 * DAY_MS)
    expect(twice({ '5': 'never', '5.0': DAY_MS })).toBe('never')
    expect(twice({ '5.0': DAY_MS, '05': 'never' })).toBe('never')
  })

  test('an item without it has the default', () => {
    expect(periodReader(period)({})).toBe(30 * DAY_MS)
    expect(periodReader({ ...period, default: 'never' })({})).toBe('never')
    expect(periodReader(period)({ meta: { S: 'SESSION' } })).toBe('never')
  })

  test('the shortest is that of all but never, the default included', () => {
    expect(shortestMs(period)).toBe(DAY_MS)
    expect(shortestMs({ ...period, default: 60_000 })).toBe(60_000)
    expect(shortestMs({ ...period, periods: { A: 'never' }, default: 'never' })).toBeUndefined()
  })
})
