import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AGE_FORMATS, type AgeFormat } from '../../../functions/scavenge/age/ageFormat.ts'
import { type Age, ageReader, EARLIEST_MS, MAX_AHEAD_MS } from '../../../functions/scavenge/age/readAge.ts'
import { reference } from '../../support/ages/references.ts'
import { writtenAge, ZONES } from '../../support/ages/writtenAges.ts'
import { anyText } from '../../support/malformed/anyText.ts'

/** Random texts for each format and property: `npm run formats` tries a million. */
const RUNS = Number(process.env.FORMAT_RUNS ?? 10_000)
const TIMEOUT_MS = 60_000 + RUNS * 2
const START_MS = Date.UTC(2026, 0, 1)

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

/** A text of the format, and often one that is nearly so: a character changed, put in or taken out. */
function nearly(format: AgeFormat, zone: string): fc.Arbitrary<string> {
  const noise = fc.constantFrom(...'0123456789', ...'-:+.,TZtz []eE', 'I', 'o', 'u', 'g', '\n', '٣')
  return fc
    .tuple(writtenAge(format, zone), fc.array(fc.tuple(fc.nat(40), fc.nat(2), noise), { maxLength: 2 }))
    .map(([{ text }, changes]) =>
      changes.reduce((changed, [place, kind, character]) => {
        const at = place % (changed.length + 1)
        const [cut, put] = kind === 0 ? [1, character] : kind === 1 ? [0, character] : [1, '']
        return changed.slice(0, at) + put + changed.slice(at + cut)
      }, text),
    )
}

function expected(format: AgeFormat, text: string, zone: string): number | undefined {
  const nanoseconds = reference(format, text, zone)
  if (nanoseconds === undefined) return undefined
  const floor = nanoseconds / 1_000_000n - (nanoseconds < 0n ? 1n : 0n)
  const ms = Number(floor) + (nanoseconds % 1_000_000n === 0n ? 0 : 1)
  return Number(floor) < EARLIEST_MS || ms > START_MS + MAX_AHEAD_MS ? undefined : ms
}

describe.each(AGE_FORMATS)('%s', (format) => {
  const zones = format === 'iso8601' ? ZONES : ['UTC']
  const zoned = <Value>(of: (zone: string) => fc.Arbitrary<Value>) =>
    fc.constantFrom(...zones).chain((zone) => of(zone).map((value) => ({ zone, value })))

  test(
    'what an application writes is read, and never as older than it is',
    () => {
      fc.assert(
        fc.property(
          zoned((zone) => writtenAge(format, zone)),
          ({ zone, value: { text, at } }) => {
            const age = read(format, text, zone)
            if (age.kind === 'undated') throw new Error(`${text}: expected an age, found ${age.reason}`)
            expect(BigInt(age.ms) * 1_000_000n >= at).toBe(true)
          },
        ),
        { numRuns: RUNS },
      )
    },
    TIMEOUT_MS,
  )

  test(
    'every text is read as an independent reader reads it, or refused by both',
    () => {
      fc.assert(
        fc.property(
          zoned((zone) => fc.oneof({ arbitrary: nearly(format, zone), weight: 9 }, anyText)),
          ({ zone, value: text }) => {
            const age = read(format, text, zone)
            expect(age.kind === 'dated' ? age.ms : undefined).toBe(expected(format, text, zone))
          },
        ),
        { numRuns: RUNS },
      )
    },
    TIMEOUT_MS,
  )
})
