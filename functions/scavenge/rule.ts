import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** A rule file after validation. Shared with the rest of the engine; see docs/contract.md for every field. */
export interface Rule {
  /** The rule file's name without its ending. */
  readonly name: string
  readonly table: string
  readonly filter: {
    readonly expression: string
    readonly names: Readonly<Record<string, string>>
    readonly values: Readonly<Record<string, AttributeValue>>
  }
  readonly age: { readonly attribute: string; readonly format: AgeFormat; readonly olderThanMs: number }
  readonly totalSegments: number
  readonly readers: number
  readonly deleters: number
  readonly maxWriteUnitsPerSecond: number | undefined
  readonly maxReadUnitsPerSecond: number | undefined
  readonly burstSeconds: number | undefined
  readonly replicas: 'accepted' | undefined
  /** The top-level attributes that the filter or the age names, without key attributes taken out, sorted. */
  readonly decisionAttributes: readonly string[]
}

export type AgeFormat = 'rfc3339' | 'epochSeconds' | 'epochMilliseconds'
