import { createHash } from 'node:crypto'
import { InvalidContinuationToken } from '../errors.ts'

/** Bytes of a continuation token at most, whatever the keys: a state of a state machine holds 262,144. */
export const MAX_TOKEN_BYTES = 200_000

/** The version of the token's form. */
const VERSION = 'sc2'

/** A version that is still read: its tokens hold no confirmation code. */
const FORMER_VERSION = 'sc1'

export interface Envelope {
  readonly version: typeof VERSION | typeof FORMER_VERSION
  /** At least four bytes. */
  readonly payload: Buffer
}

const CHECKSUM_BYTES = 12
const HINT = 'expected the unchanged continuationToken of a pass; start without a token to begin anew'

/** The token that carries `payload`: the version and, in base64url, a checksum and the payload. */
export function sealed(payload: Buffer): string {
  const token = `${VERSION}.${Buffer.concat([checksum(VERSION, payload), payload]).toString('base64url')}`
  if (token.length > MAX_TOKEN_BYTES) {
    throw new Error(`continuation token: at most ${MAX_TOKEN_BYTES} bytes expected, ${token.length} found`)
  }
  return token
}

/** What `sealed` was given, in this version or the former. Throws InvalidContinuationToken for any other text. */
export function opened(token: string): Envelope {
  if (token.length > MAX_TOKEN_BYTES) throw refused(`at most ${MAX_TOKEN_BYTES} bytes, found ${token.length}`)
  const [, version, text = ''] = /^(sc\d{1,4})\.(.*)$/s.exec(token) ?? []
  if (version !== VERSION && version !== FORMER_VERSION) {
    throw refused(`version ${VERSION}, found ${version === undefined ? 'no version of ours' : `version ${version}`}`)
  }
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw refused('base64url after the version, found other characters')
  const payload = bytes.subarray(CHECKSUM_BYTES)
  if (payload.length < 4 || !checksum(version, payload).equals(bytes.subarray(0, CHECKSUM_BYTES))) {
    throw refused('a checksum that matches, found one that does not: the token was cut or edited')
  }
  return { version, payload }
}

/** The refusal of a token; `difference` completes the sentence "expected …". */
export function refused(difference: string): InvalidContinuationToken {
  return new InvalidContinuationToken(`continuationToken: expected ${difference}; ${HINT}`)
}

function checksum(version: string, payload: Buffer): Buffer {
  return createHash('sha256').update(version).update(payload).digest().subarray(0, CHECKSUM_BYTES)
}
