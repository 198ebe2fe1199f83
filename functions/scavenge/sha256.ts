import { createHmac, createSecretKey, hash } from 'node:crypto'
import type { Hash, SourceData } from '@smithy/types'

/**
 * SHA-256, keyed where a secret is given, for the SDK's signer: a third of what its own takes, because Node hashes at
 * one stroke and gets its key as a key (for plain bytes it throws and catches an error each time: 30 µs, measured).
 */
export class Sha256 implements Hash {
  readonly #secret: SourceData | undefined
  #data: Uint8Array[] = []

  constructor(secret?: SourceData) {
    this.#secret = secret
  }

  update(data: SourceData): void {
    this.#data.push(bytes(data))
  }

  async digest(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...more] = this.#data
    const data = more.length === 0 ? first : Buffer.concat(this.#data)
    if (this.#secret === undefined) return hash('sha256', data, 'buffer')
    return createHmac('sha256', createSecretKey(bytes(this.#secret)))
      .update(data)
      .digest()
  }

  reset(): void {
    this.#data = []
  }
}

function bytes(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
