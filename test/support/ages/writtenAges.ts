import fc from 'fast-check'
import type { AgeFormat } from '../../../functions/scavenge/age/ageFormat.ts'
import { cut, isoAge, moment, rfc3339Age, type WrittenAge } from './writtenTexts.ts'

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
]

const digits = (length: number, alphabet = '0123456789') =>
  fc
    .array(fc.nat(alphabet.length - 1), { minLength: length, maxLength: length })
    .map((places) => places.map((place) => alphabet[place]).join(''))

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const HEX = '0123456789abcdef'
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export function writtenAge(format: AgeFormat, zone: string): fc.Arbitrary<WrittenAge> {
  switch (format) {
    case 'rfc3339':
      return rfc3339Age
    case 'iso8601':
      return isoAge(zone)
    case 'epochSeconds':
      return moment.chain((at) => decimal(at, 9))
    case 'epochMilliseconds':
      return moment.chain((at) => decimal(at, 6))
    case 'epochMicroseconds':
      return moment.chain((at) => decimal(at, 3))
    case 'epochNanoseconds':
      return moment.map((at) => ({ text: String(at), at }))
    case 'epochDays':
      return moment.map((at) => ({ text: String(at / 86_400_000_000_000n), at }))
    case 'epoch':
      return fc.tuple(moment, fc.constantFrom(9, 6, 3)).chain(([at, power]) => decimal(at, power))
    case 'ulid':
      return fc.tuple(moment, digits(16, CROCKFORD)).map(([at, random]) => ({
        text: inBase(at / 1_000_000n, CROCKFORD, 10) + random,
        at: cut(at, 3),
      }))
    case 'ksuid':
      return fc
        .tuple(moment, fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }))
        .filter(([at]) => at >= 1_400_000_000n * 1_000_000_000n)
        .map(([at, payload]) => ({
          text: inBase((at / 1_000_000_000n - 1_400_000_000n) * 2n ** 128n + payload, BASE62, 27),
          at: cut(at, 0),
        }))
    case 'uuidv7':
      return fc.tuple(moment, digits(18, HEX), fc.constantFrom(...'89abAB')).map(([at, random, variant]) => {
        const time = inBase(at / 1_000_000n, HEX, 12)
        return { text: uuid(`${time}7${random.slice(0, 3)}${variant}${random.slice(3)}`), at: cut(at, 3) }
      })
    case 'uuidv1':
      return fc.tuple(moment, digits(15, HEX), fc.constantFrom(...'89abAB')).map(([at, random, variant]) => {
        const time = inBase(at / 100n + 122_192_928_000_000_000n, HEX, 15)
        const text = uuid(`${time.slice(7)}${time.slice(3, 7)}1${time.slice(0, 3)}${variant}${random}`)
        return { text, at: (at / 100n) * 100n }
      })
    case 'objectId':
      return fc
        .tuple(moment, digits(16, HEX))
        .filter(([at]) => at < 2n ** 32n * 1_000_000_000n)
        .map(([at, random]) => ({ text: inBase(at / 1_000_000_000n, HEX, 8) + random, at: cut(at, 0) }))
    default:
      return format satisfies never
  }
}

/** A number of units of ten to the power of `power` nanoseconds, with a few digits after its point. */
function decimal(at: bigint, power: number): fc.Arbitrary<WrittenAge> {
  return fc.nat(power).map((places) => {
    const step = 10n ** BigInt(power - places)
    const text = String(at / step)
    const whole = text.slice(0, text.length - places)
    return { text: places === 0 ? whole : `${whole}.${text.slice(-places)}`, at: (at / step) * step }
  })
}

function inBase(value: bigint, alphabet: string, length: number): string {
  let text = ''
  for (let left = value; text.length < length; left /= BigInt(alphabet.length))
    text = `${alphabet[Number(left % BigInt(alphabet.length))]}${text}`
  return text
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
