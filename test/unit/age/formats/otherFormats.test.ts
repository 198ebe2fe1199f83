import { describe, expect, test } from '@jest/globals'
import { AGE_FORMATS, type AgeFormat } from '../../../../functions/scavenge/age/formats/ageFormat.ts'
import { type Age, ageReader } from '../../../../functions/scavenge/age/readAge.ts'
import { eachSeed } from '../../../support/ages/draw.ts'
import { writtenAge } from '../../../support/ages/writtenAges.ts'

/** What a text of one format is to a rule that names another. */

const START_MS = Date.UTC(2026, 0, 1)
const readers = new Map<AgeFormat, (text: string) => Age>(
  AGE_FORMATS.map((format) => {
    const ofItem = ageReader({ paths: [['at']], format, zone: format === 'iso8601' ? 'UTC' : undefined }, START_MS)
    return [format, (text: string) => ofItem({ at: { S: text } })]
  }),
)

/** How every format reads a text: its age, `implausible` where it is a moment that no item has, else left out. */
function readings(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [format, read] of readers) {
    const age = read(text)
    if (age.kind === 'dated') found[format] = new Date(age.ms).toISOString()
    else if (age.reason === 'implausible') found[format] = 'implausible'
  }
  return found
}

const NO_EPOCH = {
  epochSeconds: 'implausible',
  epochMilliseconds: 'implausible',
  epochMicroseconds: 'implausible',
  epochNanoseconds: 'implausible',
  epochDays: 'implausible',
  epoch: 'implausible',
}

describe('every text that two formats read differently, by its kind', () => {
  test.each<[text: string, readings: Record<string, string>]>([
    ['19724', { ...NO_EPOCH, epochDays: '2024-01-03T00:00:00.000Z' }],
    ['1700000000', { ...NO_EPOCH, epochSeconds: '2023-11-14T22:13:20.000Z', epoch: '2023-11-14T22:13:20.000Z' }],
    [
      '1700000000000',
      { ...NO_EPOCH, epochMilliseconds: '2023-11-14T22:13:20.000Z', epoch: '2023-11-14T22:13:20.000Z' },
    ],
    [
      '1700000000000000',
      { ...NO_EPOCH, epochMicroseconds: '2023-11-14T22:13:20.000Z', epoch: '2023-11-14T22:13:20.000Z' },
    ],
    [
      '1700000000000000000',
      { ...NO_EPOCH, epochNanoseconds: '2023-11-14T22:13:20.000Z', epoch: '2023-11-14T22:13:20.000Z' },
    ],
    ['20240102', { ...NO_EPOCH, iso8601: '2024-01-03T00:00:00.000Z' }],
    ['20240102030405', { ...NO_EPOCH, iso8601: '2024-01-02T03:04:05.000Z' }],
    ['20240102030405678', { ...NO_EPOCH, iso8601: '2024-01-02T03:04:05.678Z' }],
    ['659376000000000000000000', { ...NO_EPOCH, objectId: '2024-01-02T02:33:36.000Z' }],
    ['11111111111111111111111111', { ...NO_EPOCH, ulid: 'implausible' }],
    ['111111111111111111111111111', { ...NO_EPOCH, ksuid: '2018-02-24T22:16:15.000Z' }],
    ['2024-01-02T03:04:05Z', { rfc3339: '2024-01-02T03:04:05.000Z', iso8601: '2024-01-02T03:04:05.000Z' }],
  ])('%s', (text, read) => {
    expect(readings(text)).toEqual(read)
  })
})

test('no text has two ages: where two formats read one, they agree or all but one call it implausible', async () => {
  await eachSeed(1, 1_000, (draw) => {
    for (const format of AGE_FORMATS) {
      const { text } = writtenAge(draw, format, 'UTC')
      const ages = Object.values(readings(text)).filter((reading) => reading !== 'implausible')
      if (new Set(ages).size !== 1) throw new Error(`${text}: expected one age, found ${ages.join(', ')}`)
    }
  })
})
