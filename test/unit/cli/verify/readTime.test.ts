import { describe, expect, test } from '@jest/globals'
import { READ_TIME } from '../../../../cli/verify/readTime.ts'
import { formatReader } from '../../../../functions/scavenge/age/formats/ageFormat.ts'
import { Draw } from '../../../support/ages/draw.ts'
import { writtenAge } from '../../../support/ages/writtenAges.ts'

const TEXTS = 1_000

describe.each(Object.entries(READ_TIME))('the recount of %s', (format, read) => {
  const name = format as keyof typeof READ_TIME
  const engine = formatReader(name)

  test('reads a time where the engine reads one, and the same', () => {
    const draw = new Draw(1)
    for (let drawn = 0; drawn < TEXTS; drawn++) {
      const text = damaged(draw, writtenAge(draw, name, 'UTC').text)
      const instant = engine.parse(text)
      // Both call what lies before 1970 or beyond all dates no candidate, each in its own way.
      const expected = instant === undefined || instant.ms < 1e12 || instant.ms >= 9e14 ? undefined : instant
      const ns = read({ S: text })
      const found = ns !== undefined && ns >= 10n ** 18n && ns < 9n * 10n ** 20n ? ns : undefined
      const ms = found && (found + 999_999n) / 1_000_000n
      expect({ text, ms: ms === undefined ? undefined : Number(ms) }).toEqual({
        text,
        ms: expected && (expected.rest ? expected.ms + 1 : expected.ms),
      })
    }
  })
})

/** One text of three with a character changed, added or taken away. */
function damaged(draw: Draw, text: string): string {
  if (draw.chance(0.66)) return text
  const at = draw.whole(text.length)
  return text.slice(0, at) + draw.pick(['', '0', '9', '.', '-', 'e1', 'A', 'z', ' ']) + text.slice(at + draw.whole(1))
}
