import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { Random } from '../world/random.ts'

/** Draws keys of one schema; some schemas crowd many items under few partition keys. */
export class Keys {
  readonly schema: readonly KeyAttribute[]
  readonly #random: Random
  readonly #partitionKeys: number
  readonly #padding: number

  constructor(random: Random) {
    const type = () => random.pick(['S', 'S', 'N', 'B'] as const)
    const range = random.chance(0.5) ? [{ name: random.pick(['when', '"sort"']), type: type() }] : []
    this.schema = [{ name: 'id', type: type() }, ...range]
    this.#random = random
    this.#partitionKeys = range.length > 0 ? random.pick([1, 5, 50, 1_000_000]) : 1_000_000
    this.#padding = random.chance(0.03) ? 900 : 0
  }

  draw(): Readonly<Record<string, AttributeValue>> {
    const key: Record<string, AttributeValue> = {}
    this.schema.forEach(({ name, type }, index) => {
      const number = this.#random.whole(0, index === 0 ? this.#partitionKeys : 1_000_000)
      key[name] = keyValue(type, number, this.#padding)
    })
    return key
  }
}

function keyValue(type: KeyAttribute['type'], number: number, padding: number): AttributeValue {
  switch (type) {
    case 'S':
      return { S: `k☂${number}${'-'.repeat(padding)}` }
    case 'N':
      return { N: String(number % 3 === 0 ? -number : number) }
    case 'B':
      return { B: Buffer.alloc(4 + padding, 7).fill(uint32(number), 0, 4) }
    default:
      return type satisfies never
  }
}

function uint32(number: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(number)
  return bytes
}
