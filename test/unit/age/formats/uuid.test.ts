import { describe, expect, test } from '@jest/globals'
import { parseUuidV1, parseUuidV7 } from '../../../../functions/scavenge/age/formats/uuid.ts'

/** RFC 9562, appendix A: one moment in versions 1, 6 and 7. */
const V1 = 'C232AB00-9414-11EC-B3C8-9F6BDECED846'
const V6 = '1EC9414C-232A-6B00-B3C8-9F6BDECED846'
const V7 = '017F22E2-79B0-7CC3-98C4-DC0C0C07398F'
const V4 = '919108f7-52d1-4320-9bac-f847db4148a8'
const MOMENT = Date.parse('2022-02-22T19:22:22Z')

describe('version 7', () => {
  test('the example of RFC 9562 is read, in either case', () => {
    expect(parseUuidV7(V7)).toEqual({ ms: MOMENT, rest: false })
    expect(parseUuidV7(V7.toLowerCase())).toEqual({ ms: MOMENT, rest: false })
  })

  test.each([
    V1,
    V4,
    V6,
    V7.replace('-98', '-78'),
    V7.replace('-98', '-C8'),
    V7.replaceAll('-', ''),
    `{${V7}}`,
    `urn:uuid:${V7}`,
    V7.slice(1),
    `${V7}0`,
    V7.replace('F', 'G'),
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ])('%s is not read', (text) => {
    expect(parseUuidV7(text)).toBeUndefined()
  })
})

describe('version 1', () => {
  test('the example of RFC 9562 is read, in either case', () => {
    expect(parseUuidV1(V1)).toEqual({ ms: MOMENT, rest: false })
    expect(parseUuidV1(V1.toLowerCase())).toEqual({ ms: MOMENT, rest: false })
  })

  test('ticks of 100 ns below a millisecond are a rest', () => {
    expect(parseUuidV1('c232ab01-9414-11ec-b3c8-9f6bdeced846')).toEqual({ ms: MOMENT, rest: true })
    expect(parseUuidV1('c232aaff-9414-11ec-b3c8-9f6bdeced846')).toEqual({ ms: MOMENT - 1, rest: true })
  })

  test('a time before 1970 is before all that is plausible', () => {
    expect(parseUuidV1('00000000-0000-1000-8000-000000000000')?.ms).toBe(-1)
  })

  test.each([V4, V6, V7, V1.replace('-B3', '-73'), V1.replace('-B3', '-C3'), V1.replaceAll('-', ''), `${V1} `])(
    '%s is not read',
    (text) => {
      expect(parseUuidV1(text)).toBeUndefined()
    },
  )
})
