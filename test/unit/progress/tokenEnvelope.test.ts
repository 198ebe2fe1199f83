import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { InvalidContinuationToken } from '../../../functions/scavenge/errors.ts'
import { MAX_TOKEN_BYTES, opened, sealed } from '../../../functions/scavenge/progress/tokenEnvelope.ts'

const PAYLOAD = Buffer.from('a payload')
/** Bytes of the longest payload: what is left of the token in base64, without the version and the checksum. */
const MOST = Math.floor(((MAX_TOKEN_BYTES - 'sc2.'.length) * 3) / 4) - 12

function checksum(version: string): Buffer {
  return createHash('sha256').update(version).update(PAYLOAD).digest().subarray(0, 12)
}

describe('the envelope of a token', () => {
  test('gives back what was put in', () => {
    expect(opened(sealed(PAYLOAD))).toEqual({ version: 'sc2', payload: PAYLOAD })
  })

  test(`holds a token of ${MAX_TOKEN_BYTES} bytes, and none longer`, () => {
    const longest = sealed(Buffer.alloc(MOST))
    expect(longest).toHaveLength(MAX_TOKEN_BYTES)
    expect(opened(longest).payload).toHaveLength(MOST)
    expect(() => sealed(Buffer.alloc(MOST + 1))).toThrow(`at most ${MAX_TOKEN_BYTES} bytes expected`)
  })

  test('is opened in the former version too', () => {
    expect(opened(`sc1.${Buffer.concat([checksum('sc1'), PAYLOAD]).toString('base64url')}`).version).toBe('sc1')
  })

  test.each([
    ['', 'version sc2, found no version of ours'],
    ['sc3.AAAA', 'version sc2, found version sc3'],
    ['sc2.A=', 'base64url after the version, found other characters'],
    ['sc2.AAAA', 'a checksum that matches, found one that does not'],
    [sealed(Buffer.alloc(3)), 'a checksum that matches, found one that does not'],
    [`${sealed(PAYLOAD)}AAAA`, 'a checksum that matches, found one that does not'],
    ['x'.repeat(MAX_TOKEN_BYTES + 1), `at most ${MAX_TOKEN_BYTES} bytes, found ${MAX_TOKEN_BYTES + 1}`],
  ])('refuses another text and says why and what to do: case %#', (token, why) => {
    expect(() => opened(token)).toThrow(InvalidContinuationToken)
    expect(() => opened(token)).toThrow(`continuationToken: expected ${why}`)
    expect(() => opened(token)).toThrow('start without a token to begin anew')
  })
})
