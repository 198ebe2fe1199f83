import { describe, expect, test } from '@jest/globals'
import { InvalidContinuationToken } from '../../../functions/scavenge/errors.ts'
import { MAX_TOKEN_BYTES, payloadOf, sealed, VERSION } from '../../../functions/scavenge/progress/tokenEnvelope.ts'

const PAYLOAD = Buffer.from('a payload')
/** Bytes of the longest payload: what is left of the token in base64, without the version and the checksum. */
const MOST = Math.floor(((MAX_TOKEN_BYTES - `${VERSION}.`.length) * 3) / 4) - 12

describe('the envelope of a token', () => {
  test('gives back what was put in', () => {
    expect(payloadOf(sealed(PAYLOAD))).toEqual(PAYLOAD)
  })

  test(`holds a token of ${MAX_TOKEN_BYTES} bytes, and none longer`, () => {
    const longest = sealed(Buffer.alloc(MOST))
    expect(longest).toHaveLength(MAX_TOKEN_BYTES)
    expect(payloadOf(longest)).toHaveLength(MOST)
    expect(() => sealed(Buffer.alloc(MOST + 1))).toThrow(`at most ${MAX_TOKEN_BYTES} bytes expected`)
  })

  test.each([
    ['', 'version sc1, found no version of ours'],
    ['sc2.AAAA', 'version sc1, found version sc2'],
    ['sc1.A=', 'base64url after the version, found other characters'],
    ['sc1.AAAA', 'a checksum that matches, found one that does not'],
    [sealed(Buffer.alloc(3)), 'a checksum that matches, found one that does not'],
    [`${sealed(PAYLOAD)}AAAA`, 'a checksum that matches, found one that does not'],
    ['x'.repeat(MAX_TOKEN_BYTES + 1), `at most ${MAX_TOKEN_BYTES} bytes, found ${MAX_TOKEN_BYTES + 1}`],
  ])('refuses another text and says why and what to do: case %#', (token, why) => {
    expect(() => payloadOf(token)).toThrow(InvalidContinuationToken)
    expect(() => payloadOf(token)).toThrow(`continuationToken: expected ${why}`)
    expect(() => payloadOf(token)).toThrow('start without a token to begin anew')
  })
})
