import { expect, test } from '@jest/globals'
import { intervalOf } from '../../../statemachine/interval.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

test.each([
  ['rate(1 minute)', 60, 60],
  ['rate(12 hours)', 12 * HOUR, 12 * HOUR],
  ['rate(10 days)', 10 * DAY, 10 * DAY],
  ['cron(0 3 * * ? *)', DAY, DAY],
  ['cron(0 3 ? * * *)', DAY, DAY],
  ['cron(0/15 * * * ? *)', 900, 900],
  ['cron(*/20 8-17 * * ? *)', 1_200, 14 * HOUR + 1_200],
  ['cron(0 1,2,4 * * ? *)', HOUR, 21 * HOUR],
  ['cron(30 2 ? * MON-FRI *)', DAY, 3 * DAY],
  ['cron(30 2 ? * 2-6 *)', DAY, 3 * DAY],
  ['cron(0 0 ? * sun *)', 7 * DAY, 7 * DAY],
])('%s starts every %d to %d seconds', (expression, shortestSeconds, longestSeconds) => {
  expect(intervalOf({ expression })).toEqual({ shortestSeconds, longestSeconds })
})

test.each([
  ['cron(0 3 1 * ? *)', DAY],
  ['cron(0 3,5 L * ? *)', 2 * HOUR],
  ['cron(0 3 ? * FRI#2 *)', DAY],
  ['cron(0 3 ? * 6L *)', DAY],
  ['cron(0 3 ? JAN MON *)', DAY],
  ['cron(0 3 * * ? 2027)', DAY],
])('%s may wait for longer than a week', (expression, shortestSeconds) => {
  expect(intervalOf({ expression })).toEqual({ shortestSeconds, longestSeconds: undefined })
})

test.each(['at(2027-01-01T00:00:00)', 'rate(0 days)', 'cron(a * * * ? *)', 'cron(70 3 * * ? *)', 'cron()'])(
  'nothing is said of %s',
  (expression) => {
    expect(intervalOf({ expression })).toEqual({ shortestSeconds: undefined, longestSeconds: undefined })
  },
)

test('a day is 25 hours long where clocks are put back', () => {
  const expression = 'cron(0 3 * * ? *)'
  expect(intervalOf({ expression, timezone: 'Europe/Berlin' }).longestSeconds).toBe(25 * HOUR)
  expect(intervalOf({ expression, timezone: 'UTC' }).longestSeconds).toBe(DAY)
})
