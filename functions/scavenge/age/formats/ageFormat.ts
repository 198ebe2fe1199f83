import { epochReader, parseEpoch, parseEpochDays } from './epoch.ts'
import type { Instant } from './instant.ts'
import { iso8601Reader } from './iso8601.ts'
import { parseKsuid } from './ksuid.ts'
import { parseObjectId } from './objectId.ts'
import { parseRfc3339 } from './rfc3339.ts'
import { parseUlid } from './ulid.ts'
import { parseUuidV1, parseUuidV7 } from './uuid.ts'

/** The formats of an age, as a rule names them. */
export const AGE_FORMATS = [
  'rfc3339',
  'iso8601',
  'epochSeconds',
  'epochMilliseconds',
  'epochMicroseconds',
  'epochNanoseconds',
  'epochDays',
  'epoch',
  'ulid',
  'ksuid',
  'uuidv7',
  'uuidv1',
  'objectId',
] as const

export type AgeFormat = (typeof AGE_FORMATS)[number]

/** How a format is read. */
export interface FormatReader {
  /** Whether an attribute of type N is read too, by its decimal digits; one of type S always is. */
  readonly numbers: boolean
  /** Undefined for what is not exactly in the format. Never throws. */
  readonly parse: (text: string) => Instant | undefined
}

/** `zone`, an IANA name, is for `iso8601` alone. A reader keeps what it learns of zones: make one for a whole pass. */
export function formatReader(format: AgeFormat, zone?: string): FormatReader {
  switch (format) {
    case 'rfc3339':
      return { numbers: false, parse: parseRfc3339 }
    case 'iso8601':
      return { numbers: true, parse: iso8601Reader(zone) } // 20240102 may well be a number
    case 'epochSeconds':
      return { numbers: true, parse: epochReader('seconds') }
    case 'epochMilliseconds':
      return { numbers: true, parse: epochReader('milliseconds') }
    case 'epochMicroseconds':
      return { numbers: true, parse: epochReader('microseconds') }
    case 'epochNanoseconds':
      return { numbers: true, parse: epochReader('nanoseconds') }
    case 'epochDays':
      return { numbers: true, parse: parseEpochDays }
    case 'epoch':
      return { numbers: true, parse: parseEpoch }
    case 'ulid':
      return { numbers: false, parse: parseUlid }
    case 'ksuid':
      return { numbers: false, parse: parseKsuid }
    case 'uuidv7':
      return { numbers: false, parse: parseUuidV7 }
    case 'uuidv1':
      return { numbers: false, parse: parseUuidV1 }
    case 'objectId':
      return { numbers: false, parse: parseObjectId }
    default:
      return format satisfies never
  }
}
