import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { Sha256 } from '../../../functions/scavenge/sdk/sha256.ts'

async function hex(secret: string | Uint8Array | undefined, ...data: (string | Uint8Array)[]): Promise<string> {
  const hash = new Sha256(secret)
  for (const part of data) hash.update(part)
  return Buffer.from(await hash.digest()).toString('hex')
}

describe('SHA-256', () => {
  const OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

  test('hashes as FIPS 180-4 says', async () => {
    expect(await hex(undefined)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(await hex(undefined, 'abc')).toBe(OF_ABC)
  })

  test('takes text, bytes and a part of a buffer, in one piece or several', async () => {
    expect(await hex(undefined, 'a', Buffer.from('b'), new TextEncoder().encode('abcd').subarray(2, 3))).toBe(OF_ABC)
    const hash = new Sha256()
    hash.update(new TextEncoder().encode('abc').buffer)
    expect(Buffer.from(await hash.digest()).toString('hex')).toBe(OF_ABC)
  })

  test('is keyed as RFC 4231 says, by text and by bytes', async () => {
    const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    expect(await hex('Jefe', 'what do ya want ', 'for nothing?')).toBe(expected)
    expect(await hex(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(expected)
    expect(await hex(Buffer.alloc(20, 0x0b), 'Hi There')).toBe(
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    )
  })

  test('gives what belongs to each secret and text, asked for in any order', async () => {
    const of = [
      ['Jefe', 'what do ya want for nothing?'],
      ['Jefe', 'x'],
      ['Jefe2', 'x'],
    ] as const
    const expected = of.map(([secret, data]) => createHmac('sha256', secret).update(data).digest('hex'))
    for (const index of [0, 0, 1, 0, 2, 2, 1, 0, 1, 1]) {
      const [secret = '', data = ''] = of[index] ?? []
      expect(await hex(secret, data)).toBe(expected[index])
    }
  })

  test('keeps its own copy of what it has hashed', async () => {
    const data = Buffer.from('abc')
    const before = await hex('secret', data)
    data.write('xyz')
    expect(await hex('secret', data)).not.toBe(before)
    expect(await hex('secret', 'abc')).toBe(before)
  })

  test('starts anew after a reset', async () => {
    const hash = new Sha256()
    hash.update('what was before')
    hash.reset()
    hash.update('abc')
    expect(Buffer.from(await hash.digest()).toString('hex')).toBe(OF_ABC)
  })
})
