import { ageReader } from '../age/readAge.ts'
import { type JudgedAt, judgeOf as verdictOf } from '../rule/decision.ts'
import type { Rule } from '../rule/rule.ts'
import { attributeOf, type Item } from '../table/item.ts'
import type { Page } from '../table/table.ts'
import type { TableShape } from '../table/tableShape.ts'
import { Ages } from './ages.ts'
import type { Counts } from './extrapolation.ts'
import { deleteUnits, tableBytes } from './price/deleteUnits.ts'

/** What the rule says of an item that passed its filter; a candidate has a time where the rule asks for an age. */
type Judgement =
  | { readonly kind: 'candidate'; readonly timeMs: number | undefined }
  | { readonly kind: 'young' }
  | { readonly kind: 'undated' }

export type Judge = (item: Item) => Judgement

/** Judges items as a pass of an execution with this rule does. */
export function judgeOf(age: Rule['age'], at: JudgedAt): Judge {
  const judge = verdictOf(age, at)
  const read = age.kind === 'none' ? undefined : ageReader(age, at.startMs)
  return (item) => {
    const verdict = judge(item)
    if (verdict === 'young') return { kind: 'young' }
    if (verdict !== 'candidate') return { kind: 'undated' }
    const itsAge = read?.(item)
    return { kind: 'candidate', timeMs: itsAge?.kind === 'dated' ? itsAge.ms : undefined }
  }
}

/** Partitions of an index that are told apart, so that memory does not grow with what is read. */
const MAX_PARTITIONS = 1_000

/** What was found in all segments together that were read in one way. Memory does not grow with what was read. */
export class Findings {
  readonly ages: Ages
  /** Of the candidates: bytes, and write units of their deletes in the table and in each index of the shape. */
  candidateBytes = 0
  tableUnits = 0
  readonly indexUnits: number[]
  /** Candidates that each index holds. */
  readonly indexHeld: number[]
  items = 0
  candidates = 0
  readUnits = 0
  readonly #judge: Judge
  readonly #shape: TableShape
  /** Where among the shape's indexes the one stands that is read; -1 where the table is read. */
  readonly #readAt: number
  /** Write units of the candidates in each partition of the index that is read. */
  readonly #partitionUnits = new Map<string, number>()

  constructor(judge: Judge, shape: TableShape, startMs: number) {
    this.#judge = judge
    this.#shape = shape
    this.#readAt = shape.read === undefined ? -1 : shape.indexes.indexOf(shape.read)
    this.ages = new Ages(startMs)
    this.indexUnits = shape.indexes.map(() => 0)
    this.indexHeld = shape.indexes.map(() => 0)
  }

  /** Write units of the candidates in the fullest partition of the index that is read; 0 where the table is read. */
  get partitionUnits(): number {
    return Math.max(0, ...this.#partitionUnits.values())
  }

  /** Takes a page in and answers what it counts. */
  read({ items, scannedCount, readUnits }: Page): Counts {
    this.items += scannedCount
    this.readUnits += readUnits
    const counts = { items: scannedCount, matched: items.length, candidates: 0, young: 0, undated: 0 }
    for (const item of items) {
      const judgement = this.#judge(item)
      switch (judgement.kind) {
        case 'candidate':
          counts.candidates++
          this.#candidate(item, judgement.timeMs)
          break
        case 'young':
          counts.young++
          break
        case 'undated':
          counts.undated++
          break
        default:
          judgement satisfies never
      }
    }
    return counts
  }

  #candidate(item: Item, timeMs: number | undefined): void {
    const bytes = tableBytes(item, this.#shape)
    const units = deleteUnits(item, bytes, this.#shape)
    this.candidates++
    this.candidateBytes += bytes
    this.tableUnits += units.table
    for (const [at, indexUnits] of units.indexes.entries()) {
      this.indexUnits[at] = (this.indexUnits[at] ?? 0) + indexUnits
      if (indexUnits > 0) this.indexHeld[at] = (this.indexHeld[at] ?? 0) + 1
    }
    if (timeMs !== undefined) this.ages.add(timeMs)
    this.#inPartition(item, units.indexes)
  }

  #inPartition(item: Item, indexUnits: readonly number[]): void {
    const [partition] = this.#shape.read?.key ?? []
    if (partition === undefined) return
    const value = JSON.stringify(attributeOf(item, partition.name))
    const before = this.#partitionUnits.get(value)
    if (before === undefined && this.#partitionUnits.size >= MAX_PARTITIONS) return
    this.#partitionUnits.set(value, (before ?? 0) + (indexUnits[this.#readAt] ?? 0))
  }
}
