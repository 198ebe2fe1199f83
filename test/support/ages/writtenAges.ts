import type { AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'
import type { Draw } from './draw.ts'
import { cut, isoAge, rfc3339Age, type WrittenAge } from './writtenTexts.ts'

/** Ages as applications write them, in each format. */

export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'America/Havana',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
] as const

const SECOND = 1_000_000_000n
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const HEX = '0123456789abcdef'
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `zone` is that of texts without one. */
export function writtenAge(draw: Draw, format: AgeFormat, zone: string): WrittenAge {
  switch (format) {
    case 'rfc3339':
      return rfc3339Age(draw)
    case 'iso8601':
      return isoAge(draw, zone)
    case 'epochSeconds':
      return decimal(draw, 9)
    case 'epochMilliseconds':
      return decimal(draw, 6)
    case 'epochMicroseconds':
      return decimal(draw, 3)
    case 'epochNanoseconds':
      return decimal(draw, 0)
    case 'epoch':
      return decimal(draw, draw.pick([9, 6, 3, 0]))
    case 'epochDays': {
      const at = draw.moment()
      return { text: String(at / (86_400n * SECOND)), at }
    }
    default:
      return identifier(draw, format)
  }
}

function identifier(draw: Draw, format: 'ulid' | 'ksuid' | 'uuidv7' | 'uuidv1' | 'objectId'): WrittenAge {
  const moment = draw.moment()
  switch (format) {
    case 'ulid':
      return { text: inBase(moment / 1_000_000n, CROCKFORD, 10) + draw.text(16, CROCKFORD), at: cut(moment, 3) }
    case 'ksuid': {
      const at = moment < 1_400_000_000n * SECOND ? moment + 1_400_000_000n * SECOND : moment
      const payload = BigInt(`0x${draw.text(32, HEX)}`)
      const text = inBase((at / SECOND - 1_400_000_000n) * 2n ** 128n + payload, BASE62, 27)
      return { text, at: cut(at, 0) }
    }
    case 'uuidv7': {
      const text = inBase(moment / 1_000_000n, HEX, 12) + 7 + draw.text(3, HEX) + variant(draw) + draw.text(15, HEX)
      return { text: hyphened(text), at: cut(moment, 3) }
    }
    case 'uuidv1': {
      const time = inBase(moment / 100n + 122_192_928_000_000_000n, HEX, 15)
      const halves = `${time.slice(7)}${time.slice(3, 7)}1${time.slice(0, 3)}`
      return { text: hyphened(halves + variant(draw) + draw.text(15, HEX)), at: (moment / 100n) * 100n }
    }
    case 'objectId': {
      const at = moment % (2n ** 32n * SECOND)
      const late = at < 1_100_000_000n * SECOND ? at + 1_100_000_000n * SECOND : at
      return { text: inBase(late / SECOND, HEX, 8) + draw.text(16, HEX), at: cut(late, 0) }
    }
    default:
      return format satisfies never
  }
}

/** A number of units of ten to the power of `power` nanoseconds, with a few digits after its point. */
function decimal(draw: Draw, power: number): WrittenAge {
  const places = draw.whole(power)
  const step = 10n ** BigInt(power - places)
  const at = draw.moment()
  const text = String(at / step)
  const whole = text.slice(0, text.length - places)
  return { text: places === 0 ? whole : `${whole}.${text.slice(-places)}`, at: (at / step) * step }
}

function variant(draw: Draw): string {
  return draw.text(1, '89abAB')
}

function inBase(value: bigint, alphabet: string, length: number): string {
  let text = ''
  for (let left = value; text.length < length; left /= BigInt(alphabet.length))
    text = `${alphabet[Number(left % BigInt(alphabet.length))]}${text}`
  return text
}

function hyphened(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
