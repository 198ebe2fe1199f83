/** An attribute value of the two types that the seed's items have. */
export interface Value {
  readonly S?: string
  readonly N?: string
}

export type Attributes = Readonly<Record<string, Value>>

export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && a.S === b.S && a.N === b.N
}

/** Bytes of an attribute as DynamoDB counts them: name and value; a number of n digits takes about n / 2 + 1. */
export function attributeBytes(name: string, value: Value): number {
  const bytes = value.S === undefined ? Math.ceil((value.N ?? '').length / 2) + 1 : Buffer.byteLength(value.S)
  return Buffer.byteLength(name) + bytes
}
