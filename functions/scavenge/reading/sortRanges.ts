import type { AgeFormat } from '../age/formats/ageFormat.ts'
import { DAY_MS, SECOND_MS } from '../age/formats/instant.ts'
import { ksuidAt } from '../age/formats/ksuid.ts'
import { ulidTime } from '../age/formats/ulid.ts'
import type { RuleAge } from '../age/ruleAge.ts'
import type { KeyAttribute } from '../table/item.ts'
import type { SortRange } from '../table/tableIndex.ts'

/** Everything: where the order of the sort key is not that of the ages. */
const UNBOUNDED: readonly SortRange[] = [{}]

/** A text compares by its bytes. A text of an age lies between these, and its end in none of them. */
interface TextRange {
  readonly from?: string
  readonly to: string
}

/**
 * The ranges to read of an index's sort key, where that key holds the ages. Every item as old as `cutoffMs` lies in one
 * of them, and most of what is younger in none. They don't overlap, and there is at least one. A text with an offset
 * from UTC may stand a day after its moment, so for such texts they reach a day further. Where the order of the keys is
 * not that of the ages, one range holds everything.
 */
export function sortRanges(age: RuleAge, { type }: KeyAttribute, cutoffMs: number): readonly SortRange[] {
  if (age.kind === 'none') return UNBOUNDED
  if (type === 'N') {
    const to = age.between === undefined ? numberAt(age.format, cutoffMs) : undefined
    return to === undefined ? UNBOUNDED : [{ to: { N: String(to) } }]
  }
  const isAtStart = age.between === undefined || age.between[0] === ''
  const ranges = type === 'S' && isAtStart ? textRanges(age.format, cutoffMs) : undefined
  return (
    ranges?.map(({ from, to }) => ({ ...(from !== undefined && { from: { S: from } }), to: { S: to } })) ?? UNBOUNDED
  )
}

/** A number that none as old as the cutoff exceeds; undefined where their order is not that of the ages. */
function numberAt(format: AgeFormat, cutoffMs: number): string | number | undefined {
  switch (format) {
    case 'epochSeconds':
      return Math.ceil(cutoffMs / SECOND_MS)
    case 'epochMilliseconds':
      return cutoffMs
    case 'epochMicroseconds':
      return `${cutoffMs}000`
    case 'epochNanoseconds':
      return `${cutoffMs}000000`
    case 'epochDays':
      return Math.floor(cutoffMs / DAY_MS) - 1 // a day counts as its end
    default:
      return undefined // the unit or the precision tells the magnitude, or a number is never read
  }
}

/** Each `to` is the text of a moment just after the cutoff, and longer than what tells the two apart. */
function textRanges(format: AgeFormat, cutoffMs: number): readonly TextRange[] | undefined {
  const seconds = Math.floor(cutoffMs / SECOND_MS) + 1
  const dayLaterMs = cutoffMs + DAY_MS + SECOND_MS
  switch (format) {
    case 'rfc3339':
      return inEitherCase(isoAt(dayLaterMs))
    case 'iso8601':
      return [...inEitherCase(isoAt(dayLaterMs)), compactDates(dayLaterMs)]
    case 'ulid':
      return inEitherCase(ulidTime(cutoffMs + 1))
    case 'ksuid':
      return [{ to: ksuidAt(seconds) }]
    case 'uuidv7':
      return inEitherCase(hex(cutoffMs + 1, 12).replace(/^.{8}/, '$&-'))
    case 'objectId':
      return inEitherCase(hex(seconds, 8))
    default:
      return undefined // `9e9` is a number too; version 1 of a UUID begins with the time's last digits
  }
}

/**
 * The ranges of the texts that are at most `end` when letters are compared without case; `end` is in capitals. By bytes,
 * digits come before capitals and capitals before small letters. So the first range ends at `end` itself. Each letter of
 * `end` adds one range: of the texts that are as `end` before that letter and have a small letter in its place.
 */
function inEitherCase(end: string): readonly TextRange[] {
  const ranges: TextRange[] = [{ to: end }]
  for (const [at, character] of [...end].entries()) {
    if (character < 'A') continue
    const same = end.slice(0, at)
    ranges.push({ from: `${same}a`, to: same + end.slice(at).toLowerCase() })
  }
  return ranges
}

function isoAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19)
}

/** The compact dates of the moment's year, such as `20240102`, until its day. By bytes they lie after all of `2024-…`. */
function compactDates(ms: number): TextRange {
  const year = isoAt(ms).slice(0, 4)
  const next = isoAt(ms + DAY_MS)
    .slice(0, 10)
    .replaceAll('-', '')
  return { from: `${year}0`, to: next.startsWith(year) ? next : `${year}:` }
}

/** Hex digits of a time since 1970. No text of an earlier one exists. */
function hex(value: number, length: number): string {
  return Math.max(0, value).toString(16).toUpperCase().padStart(length, '0')
}
