import { describe, expect, test } from '@jest/globals'
import { AGE_FORMATS, type AgeFormat } from '../../../../functions/scavenge/age/formats/ageFormat.ts'
import { type Age, ageReader, EARLIEST_MS, MAX_AHEAD_MS } from '../../../../functions/scavenge/age/readAge.ts'
import { type Draw, eachSeed } from '../../../support/ages/draw.ts'
import { reference } from '../../../support/ages/references.ts'
import { writtenAge, ZONES } from '../../../support/ages/writtenAges.ts'

/** Random texts for each format and property: `npm run formats` tries a million. */
const TEXTS = Number(process.env.FORMAT_TEXTS ?? 2_000)
const TEXTS_OF_A_SEED = 100
const TIMEOUT_MS = 60_000 + TEXTS
const START_MS = Date.UTC(2026, 0, 1)

const NOISE = '0123456789-:+.,TZtz []eEIoug\n\u0663'

const readers = new Map<string, (text: string) => Age>()

function read(format: AgeFormat, text: string, zone: string): Age {
  const name = `${format} ${zone}`
  let reader = readers.get(name)
  if (reader === undefined) {
    const ofItem = ageReader({ paths: [['at']], format, zone: format === 'iso8601' ? zone : undefined }, START_MS)
    reader = (text) => ofItem({ at: { S: text } })
    readers.set(name, reader)
  }
  return reader(text)
}

/** A text of the format with up to two characters changed, put in or taken out; now and then any text. */
function nearly(draw: Draw, format: AgeFormat, zone: string): string {
  if (draw.chance(0.05)) return String.fromCharCode(...Array.from({ length: draw.whole(20) }, () => draw.whole(0xffff)))
  let { text } = writtenAge(draw, format, zone)
  for (let changes = draw.whole(2); changes > 0; changes--) {
    const at = draw.whole(text.length)
    const [cut, put] = draw.pick([
      [1, draw.text(1, NOISE)],
      [0, draw.text(1, NOISE)],
      [1, ''],
    ])
    text = text.slice(0, at) + put + text.slice(at + cut)
  }
  return text
}

function expected(format: AgeFormat, text: string, zone: string): number | undefined {
  const nanoseconds = reference(format, text, zone)
  if (nanoseconds === undefined) return undefined
  const floor = nanoseconds / 1_000_000n - (nanoseconds < 0n ? 1n : 0n)
  const ms = Number(floor) + (nanoseconds % 1_000_000n === 0n ? 0 : 1)
  return Number(floor) < EARLIEST_MS || ms > START_MS + MAX_AHEAD_MS ? undefined : ms
}

describe.each(AGE_FORMATS)('%s', (format) => {
  const zonesOf = format === 'iso8601' ? ZONES : (['UTC'] as const)
  const holds = (check: (draw: Draw, zone: string) => void) =>
    eachSeed(1, TEXTS / TEXTS_OF_A_SEED, (draw) => {
      for (let texts = 0; texts < TEXTS_OF_A_SEED; texts++) check(draw, draw.pick(zonesOf))
    })

  test(
    'what an application writes is read, and never as older than it is',
    async () => {
      await holds((draw, zone) => {
        const { text, at } = writtenAge(draw, format, zone)
        const age = read(format, text, zone)
        if (age.kind === 'undated') throw new Error(`${text} in ${zone}: expected an age, found ${age.reason}`)
        if (BigInt(age.ms) * 1_000_000n < at) throw new Error(`${text} in ${zone}: expected ${at}, found ${age.ms} ms`)
      })
    },
    TIMEOUT_MS,
  )

  test(
    'every text is read as an independent reader reads it, or refused by both',
    async () => {
      let refused = 0
      let dated = 0
      await holds((draw, zone) => {
        const text = nearly(draw, format, zone)
        const age = read(format, text, zone)
        const found = age.kind === 'dated' ? age.ms : undefined
        const right = expected(format, text, zone)
        if (found !== right) throw new Error(`${JSON.stringify(text)} in ${zone}: expected ${right}, found ${found}`)
        if (found === undefined) refused++
        else dated++
      })
      expect(Math.min(refused, dated)).toBeGreaterThan(TEXTS / 20)
    },
    TIMEOUT_MS,
  )
})
