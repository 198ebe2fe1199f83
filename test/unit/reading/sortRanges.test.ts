import { describe, expect, test } from '@jest/globals'
import { AGE_FORMATS, type AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'
import { ageReader } from '../../../functions/scavenge/age/readAge.ts'
import type { RuleAge } from '../../../functions/scavenge/age/ruleAge.ts'
import { sortRanges } from '../../../functions/scavenge/reading/sortRanges.ts'
import type { SortRange } from '../../../functions/scavenge/table/tableIndex.ts'
import { Draw, eachSeed } from '../../support/ages/draw.ts'
import { writtenAge, ZONES } from '../../support/ages/writtenAges.ts'

const START_MS = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000

/** The formats that write ages as numbers, some or all of them. */
const NUMERIC = AGE_FORMATS.filter((format) => format.startsWith('epoch') || format === 'iso8601')
/** The formats of which a cutoff bounds the texts or the numbers: in the others their order is not that of the ages. */
const BOUNDED = AGE_FORMATS.filter((format) => format !== 'uuidv1' && format !== 'epoch')

function ageOf(format: AgeFormat, zone: string, more: object = {}): RuleAge & { readonly kind: 'timed' } {
  return {
    kind: 'timed',
    paths: [['at']],
    format,
    zone: format === 'iso8601' ? zone : undefined,
    period: { kind: 'fixed', ms: DAY_MS },
    ...more,
  }
}

const readers = new Map<string, ReturnType<typeof ageReader>>()

/** A reader keeps what it learns of a zone. */
function readerOf(age: RuleAge & { readonly kind: 'timed' }): ReturnType<typeof ageReader> {
  const name = `${age.format} ${age.zone}`
  const reader = readers.get(name) ?? ageReader(age, START_MS)
  readers.set(name, reader)
  return reader
}

/** How many of the ranges hold a text, by its bytes. */
function textIn(ranges: readonly SortRange[], text: string): number {
  const order = (other: string | undefined) => Buffer.compare(Buffer.from(text), Buffer.from(other ?? ''))
  return ranges.filter(({ from, to }) => (!from || order(from.S) >= 0) && (!to || order(to.S) <= 0)).length
}

/** How many of the ranges hold a number. */
function numberIn(ranges: readonly SortRange[], decimal: string): number {
  const nano = (text: string) => {
    const [whole = '', fraction = ''] = text.split('.')
    return BigInt(whole + fraction.padEnd(12, '0'))
  }
  return ranges.filter(({ to }) => to?.N === undefined || nano(decimal) <= nano(to.N)).length
}

function inAnyCase(draw: Draw, text: string): string {
  if (draw.chance(0.3)) return text.toUpperCase()
  if (draw.chance(0.4)) return text.toLowerCase()
  return [...text].map((each) => (draw.chance(0.5) ? each.toUpperCase() : each.toLowerCase())).join('')
}

/** A little before the last second of an ObjectId, and later than any cutoff. */
const LATEST_MS = Date.UTC(2104, 0, 1)

const SEEDS = 40
const TEXTS_OF_A_SEED = 20

/** Draws texts. Answers how many of them `check` looked at: it passes over a text of which the property says nothing. */
async function checked(check: (draw: Draw, zone: string) => 'checked' | 'passed over'): Promise<number> {
  let count = 0
  await eachSeed(1, SEEDS, (draw) => {
    for (let texts = 0; texts < TEXTS_OF_A_SEED; texts++) if (check(draw, draw.pick(ZONES)) === 'checked') count++
  })
  return count
}

describe('a sort key that holds an age as old as the cutoff', () => {
  test.each(AGE_FORMATS)('lies in one of the ranges of %s, whichever way the text is written', async (format) => {
    const isCaseBlind = ['ulid', 'uuidv7', 'uuidv1', 'objectId'].includes(format)
    const count = await checked((draw, zone) => {
      const age = ageOf(format, zone)
      const written = writtenAge(draw, format, zone).text
      const text = isCaseBlind ? inAnyCase(draw, written) : written
      const read = readerOf(age)({ at: { S: text } })
      if (read.kind === 'undated' || read.ms > LATEST_MS) return 'passed over'
      const cutoffMs = read.ms + draw.pick([0, 0, 1, 999, 1_000, 60_000, DAY_MS, 400 * DAY_MS])
      expect(textIn(sortRanges(age, { name: 'at', type: 'S' }, cutoffMs), text)).toBe(1)
      return 'checked'
    })
    expect(count).toBeGreaterThan((SEEDS * TEXTS_OF_A_SEED) / 2)
  })

  test.each(NUMERIC)('lies in the range of %s where it is a number', async (format) => {
    const count = await checked((draw, zone) => {
      const { text } = writtenAge(draw, format, zone)
      if (!/^\d+(?:\.\d+)?$/.test(text)) return 'passed over'
      const age = ageOf(format, zone)
      const read = readerOf(age)({ at: { N: text } })
      if (read.kind === 'undated') return 'passed over'
      const cutoffMs = read.ms + draw.pick([0, 0, 1, 999, 1_000, DAY_MS])
      expect(numberIn(sortRanges(age, { name: 'at', type: 'N' }, cutoffMs), text)).toBe(1)
      return 'checked'
    })
    expect(count).toBeGreaterThan((SEEDS * TEXTS_OF_A_SEED) / 10)
  })
})

test.each(BOUNDED)('a cutoff before 1970 has ranges in %s, which hold nothing that is dated', (format) => {
  for (const cutoffMs of [Date.UTC(1926, 0, 1), -1, 0]) {
    const age = ageOf(format, 'UTC')
    const [texts, numbers] = (['S', 'N'] as const).map((type) => sortRanges(age, { name: 'at', type }, cutoffMs))
    expect(textIn(texts ?? [], writtenAge(new Draw(1), format, 'UTC').text)).toBe(format.startsWith('epoch') ? 1 : 0)
    for (const { to } of numbers ?? []) expect(to?.N ?? '0').toMatch(/^-?\d+$/)
  }
})

test('a date is in one range alone, also in the second before a year’s last day ends', () => {
  const age = ageOf('iso8601', 'UTC')
  for (const [year, beforeMs] of [2_023, 2_024, 2_025].flatMap((year) =>
    [1, 500, 1_000, 1_001].map((ms) => [year, ms] as const),
  )) {
    const cutoffMs = Date.UTC(year, 0, 1) - DAY_MS - beforeMs
    const ranges = sortRanges(age, { name: 'at', type: 'S' }, cutoffMs)
    const date = new Date(cutoffMs - DAY_MS).toISOString().slice(0, 10)
    for (const text of [date, date.replaceAll('-', ''), `${date}t00:00:00`, `${date.replaceAll('-', '')}t000000`])
      expect([year, beforeMs, text, textIn(ranges, text)]).toEqual([year, beforeMs, text, 1])
  }
})

describe('what is younger', () => {
  test.each(['rfc3339', 'iso8601', 'ulid', 'ksuid', 'uuidv7', 'objectId'] as const)(
    'by five days than the cutoff lies in no range of texts in %s',
    async (format) => {
      const count = await checked((draw, zone) => {
        const age = ageOf(format, zone)
        const { text } = writtenAge(draw, format, zone)
        const read = readerOf(age)({ at: { S: text } })
        if (read.kind === 'undated') return 'passed over'
        const cutoffMs = read.ms - draw.pick([5, 6, 40, 400]) * DAY_MS
        expect(textIn(sortRanges(age, { name: 'at', type: 'S' }, cutoffMs), text)).toBe(0)
        return 'checked'
      })
      expect(count).toBeGreaterThan((SEEDS * TEXTS_OF_A_SEED) / 2)
    },
  )

  test.each(['epochSeconds', 'epochMilliseconds', 'epochMicroseconds', 'epochNanoseconds', 'epochDays'] as const)(
    'by a day and a second than the cutoff lies in no range of numbers in %s',
    async (format) => {
      const count = await checked((draw, zone) => {
        const age = ageOf(format, zone)
        const { text } = writtenAge(draw, format, zone)
        const read = readerOf(age)({ at: { N: text } })
        if (read.kind === 'undated') return 'passed over'
        const ranges = sortRanges(age, { name: 'at', type: 'N' }, read.ms - DAY_MS - 1_001)
        expect(numberIn(ranges, text)).toBe(0)
        return 'checked'
      })
      expect(count).toBeGreaterThan((SEEDS * TEXTS_OF_A_SEED) / 2)
    },
  )
})

describe('there is one range for everything', () => {
  const cutoffMs = START_MS - DAY_MS
  test.each<[string, RuleAge, 'S' | 'N' | 'B']>([
    ['where the rule looks at no age', { kind: 'none' }, 'S'],
    ['of a UUID of version 1', ageOf('uuidv1', 'UTC'), 'S'],
    ['of numbers of any unit', ageOf('epoch', 'UTC'), 'N'],
    ['of compact dates as numbers', ageOf('iso8601', 'UTC'), 'N'],
    ['of numbers in texts, which may have an exponent', ageOf('epochSeconds', 'UTC'), 'S'],
    ['of bytes', ageOf('rfc3339', 'UTC'), 'B'],
    ['after a mark that may stand anywhere', ageOf('rfc3339', 'UTC', { between: ['ORDER#', '#'] }), 'S'],
  ])('%s', (_what, age, type) => {
    for (const ms of [cutoffMs, -1]) expect(sortRanges(age, { name: 'at', type }, ms)).toEqual([{}])
  })

  test('but not of a text that begins with the age', () => {
    const age = ageOf('ulid', 'UTC', { between: ['', '#'] })
    const ranges = sortRanges(age, { name: 'at', type: 'S' }, cutoffMs)
    expect(textIn(ranges, '01ARZ3NDEKTSV4RRFFQ69G5FAV#line-1')).toBe(1)
    expect(textIn(ranges, '01ZZZ3NDEKTSV4RRFFQ69G5FAV#line-1')).toBe(0)
  })
})
