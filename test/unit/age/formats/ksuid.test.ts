import { expect, test } from '@jest/globals'
import { parseKsuid } from '../../../../functions/scavenge/age/formats/ksuid.ts'

test.each([
  // segmentio/ksuid's README: `ksuid -f inspect`.
  ['0ujtsYcgvSTl8PAuAdqWYSMnLOv', '2017-10-10T04:00:47.000Z'],
  ['0ujzPyRiIAffKhBux4PvQdDqMHY', '2017-10-10T04:46:20.000Z'],
  ['000000000000000000000000000', '2014-05-13T16:53:20.000Z'],
  ['aWgEPTl1tmebfsQzFP4bxwgy80V', '2150-06-19T23:21:35.000Z'],
])('%s is %s', (text, moment) => {
  expect(new Date(parseKsuid(text)?.ms ?? Number.NaN).toISOString()).toBe(moment)
  expect(parseKsuid(text)?.rest).toBe(false)
})

test.each([
  'aWgEPTl1tmebfsQzFP4bxwgy80W',
  'zzzzzzzzzzzzzzzzzzzzzzzzzzz',
  '0ujtsYcgvSTl8PAuAdqWYSMnLO',
  '0ujtsYcgvSTl8PAuAdqWYSMnLOvv',
  '0ujtsYcgvSTl8PAuAdqWYSMnLO_',
  '0ujtsYcgvSTl8PAuAdqWYSMnLO+',
  ' 0ujtsYcgvSTl8PAuAdqWYSMnLO',
  '',
])('%j is not read', (text) => {
  expect(parseKsuid(text)).toBeUndefined()
})
