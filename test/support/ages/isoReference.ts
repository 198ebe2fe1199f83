import { dayEndIn, lastIn, shows } from './zoneReference.ts'

/** ISO 8601 and RFC 3339 read by the shape of a text: each run of digits by its place, days by counting. */

const SECOND = 1_000_000_000n
const MINUTE = 60n * SECOND
const DAY = 1440n * MINUTE

/** Where a form has year, month, day, hour, minute and second, by their characters. `D` is any digit. */
const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'DDDD-DD-DD': [0, 5, 8],
  'DDDD-DD-DDTDD:DD': [0, 5, 8, 11, 14],
  'DDDD-DD-DDTDD:DD:DD': [0, 5, 8, 11, 14, 17],
  DDDDDDDD: [0, 4, 6],
  DDDDDDDDTDDDD: [0, 4, 6, 9, 11],
  DDDDDDDDTDDDDDD: [0, 4, 6, 9, 11, 13],
  DDDDDDDDDDDDDD: [0, 4, 6, 8, 10, 12],
}
const OFFSETS = ['Z', '+DD', '+DDDD', '+DD:DD', '+DD:DD:DD']
const OFFSETS_OF_A_DATE = ['Z', '+DD:DD', '+DD:DD:DD']

/** A text taken apart from its end: zone, offset, fraction, and what is left. */
interface Parts {
  readonly body: string
  readonly point: string
  readonly fraction: string
  readonly offset: string
  readonly zone: string | undefined
}

export function rfc3339Reference(text: string): bigint | undefined {
  const { body, point, offset, zone } = takeApart(text)
  const isLong = body.length === 19 && body[16] === ':' && body[10] !== ' ' && point !== ','
  return isLong && zone === undefined && [1, 6].includes(offset.length) ? isoReference(text) : undefined
}

export function isoReference(text: string, ruleZone?: string): bigint | undefined {
  const parts = takeApart(text)
  const { body, fraction, zone } = parts
  const places = SHAPES[shapeOf(body)]
  if (places === undefined || !fits(parts, places.length)) return undefined
  const [year = 0n, month = 0n, day = 0n, hour = 0n, minute = 0n, second = 0n] = places.map((at, index) =>
    BigInt(body.slice(at, at + (index === 0 ? 4 : 2))),
  )
  const days = daysTo(year, month, day)
  const offset = offsetOf(parts.offset)
  if (days === undefined || offset === 'wrong' || hour > 23n || minute > 59n || second > 60n) return undefined
  const local = days * DAY + (hour * 60n + minute) * MINUTE
  if (offset === 'none' && places.length === 3) return dayEndIn(zone ?? ruleZone, local)
  const utc = offset === 'none' ? lastIn(zone ?? ruleZone, local) : local - offset
  if (utc === undefined || (zone !== undefined && !shows(zone, utc, local))) return undefined
  if (places.length === 3) return utc + DAY
  if (places.length === 5) return utc + MINUTE
  if (second === 60n) return leapSecondsEnd(utc + MINUTE)
  return utc + second * SECOND + upTo9(fraction)
}

function takeApart(text: string): Parts {
  const bracket = text.endsWith(']') ? text.indexOf('[') : -1
  const zone = bracket < 0 ? undefined : text.slice(bracket + 1, -1)
  let body = bracket < 0 ? text : text.slice(0, bracket)
  const dateEnd = body[4] === '-' ? 10 : 8
  const offsetAt = [...body.slice(dateEnd)].findIndex((character) => 'zZ+-'.includes(character))
  const offset = offsetAt < 0 ? '' : body.slice(dateEnd + offsetAt)
  if (offsetAt >= 0) body = body.slice(0, dateEnd + offsetAt)
  const pointAt = [...body].findIndex((character) => '.,'.includes(character))
  if (pointAt >= 0)
    return { body: body.slice(0, pointAt), point: body[pointAt] ?? '', fraction: body.slice(pointAt + 1), offset, zone }
  const digits = shapeOf(body).replace('T', '').length
  const hasMilliseconds = digits === 17 && !body.includes('-')
  const end = hasMilliseconds ? body.length - 3 : body.length
  return { body: body.slice(0, end), point: '', fraction: body.slice(end), offset, zone }
}

function fits({ body, point, fraction, offset, zone }: Parts, places: number): boolean {
  if (zone === '' || (zone !== undefined && places === 3)) return false
  if ([...fraction].some((digit) => digit < '0' || digit > '9')) return false
  if (point !== '' && fraction === '') return false
  if ((point !== '' || fraction !== '') && places < 6) return false
  const ofADate = body[4] === '-' ? OFFSETS_OF_A_DATE : []
  return offset === '' || (places > 3 ? OFFSETS : ofADate).includes(shapeOf(offset).replace('-', '+'))
}

/** A small t or z as a capital, the space between date and time as T, a digit as D. */
function shapeOf(text: string): string {
  const shape = [...text].map((character) => (character >= '0' && character <= '9' ? 'D' : character)).join('')
  if (shape === 'z') return 'Z'
  return shape.replace(/^(DDDD-DD-DD)[t ]/, '$1T').replace(/^(DDDDDDDD)t/, '$1T')
}

function offsetOf(text: string): bigint | 'none' | 'wrong' {
  if (text === '') return 'none'
  if (text.length === 1) return 0n
  const digits = text.slice(1).replaceAll(':', '').padEnd(6, '0')
  const [hours = 0n, minutes = 0n, seconds = 0n] = [0, 2, 4].map((at) => BigInt(digits.slice(at, at + 2)))
  if (hours >= 24n || minutes >= 60n || seconds >= 60n) return 'wrong'
  return (hours * 3600n + minutes * 60n + seconds) * SECOND * (text.startsWith('-') ? -1n : 1n)
}

/** Days from 1970 by counting those of whole years and months. */
function daysTo(year: bigint, month: bigint, day: bigint): bigint | undefined {
  const isLeap = (year % 4n === 0n && year % 100n !== 0n) || year % 400n === 0n
  const lengths = [31n, isLeap ? 29n : 28n, 31n, 30n, 31n, 30n, 31n, 31n, 30n, 31n, 30n, 31n]
  const length = lengths[Number(month) - 1]
  if (length === undefined || day < 1n || day > length) return undefined
  const cycles = year + 400n - 1n // a whole cycle ahead, so that no division rounds towards zero from below
  const years = cycles * 365n + cycles / 4n - cycles / 100n + cycles / 400n - 146_097n
  const months = lengths.slice(0, Number(month) - 1).reduce((sum, days) => sum + days, 0n)
  return years + months + day - 1n - 719_162n
}

function leapSecondsEnd(end: bigint): bigint | undefined {
  const date = new Date(Number(end / 1_000_000n))
  return /\d\d-0[17]-01T00:00:00\.000Z$/.test(date.toISOString()) ? end : undefined
}

/** A fraction's digits as nanoseconds, rounded up. */
function upTo9(fraction: string): bigint {
  const exact = BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  return [...fraction.slice(9)].some((digit) => digit !== '0') ? exact + 1n : exact
}
