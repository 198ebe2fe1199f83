import { READ_UNIT, WRITE_UNIT } from '../../cost/prices.ts'
import { entriesRead } from '../../reading/reading.ts'
import type { Rule } from '../../rule/rule.ts'
import { type IndexShape, isHeld, type TableShape } from '../../table/tableShape.ts'
import { BYTES_A_READ_UNIT } from '../drawnSample.ts'
import type { Dollars, Work } from './price.ts'

/** Another way to the same end that costs less: `dollars` is its price, not what it saves. */
export interface Advice {
  readonly kind: 'nativeTtl' | 'ttlMark' | 'readIndex' | 'copyRest'
  readonly dollars: number
  readonly text: string
}

export interface Found {
  readonly rule: Pick<Rule, 'filter' | 'age' | 'decisionAttributes'>
  readonly shape: TableShape
  /** Items at least as old are candidates, in epoch milliseconds. */
  readonly cutoffMs: number
  readonly work: Work
  readonly dollars: Dollars
  /** Items that would stay, and the average size of an item in bytes. */
  readonly staying: number
  readonly bytesAnItem: number
  /** Of the candidates that were read, the share that each index holds, in the order of the shape's indexes. */
  readonly heldShares: readonly number[]
}

/** A way that costs more than this share of the rule's own price is no advice. */
const WORTHWHILE = 0.99

/** Characters of a name in a text. */
const MAX_NAME = 100

/** The ways that cost less than deleting by this rule, the cheapest first. None where nothing would be deleted. */
export function adviceOn(found: Found): readonly Advice[] {
  if (found.work.candidates === 0) return []
  const ways = [nativeTtl(found), ttlMark(found), copyRest(found), ...found.shape.indexes.map(readIndex(found))]
  return cheapestOfEachKind(ways.flatMap((way) => (way && way.dollars < found.dollars.total * WORTHWHILE ? way : [])))
}

/** At most one of a kind, so that a table of many indexes does not make a long answer. */
function cheapestOfEachKind(ways: readonly Advice[]): readonly Advice[] {
  const sorted = [...ways].sort((one, other) => one.dollars - other.dollars)
  return sorted.filter(({ kind }, at) => sorted.findIndex((way) => way.kind === kind) === at)
}

function nativeTtl({ rule }: Found): Advice | undefined {
  const { age } = rule
  if (age.kind === 'none' || age.format !== 'epochSeconds' || age.between !== undefined) return undefined
  const [[attribute, ...within], ...others] = age.paths
  if (within.length > 0 || others.length > 0) return undefined
  return {
    kind: 'nativeTtl',
    dollars: 0,
    text:
      `Turn on DynamoDB's time to live on ${short(attribute)}. It deletes without charge within a few days ` +
      'after the time in that attribute. It knows no filter and no olderThan, so the attribute must hold the time at ' +
      'which an item may go, at most five years ago, and no item that stays may have a time there that is past.',
  }
}

/** An update writes to the indexes that hold the new attribute: those that project everything. */
function ttlMark({ shape, work, dollars }: Found): Advice {
  const marked = shape.indexes.reduce(
    (sum, { projected }, at) => (projected === 'all' ? sum + (work.indexUnits[at] ?? 0) : sum),
    work.tableUnits,
  )
  return {
    kind: 'ttlMark',
    dollars: marked * WRITE_UNIT + dollars.total - dollars.delete,
    text:
      'Give each candidate a time to live that is past, in place of a delete. DynamoDB then deletes it without charge ' +
      'within a few days, its index entries too. The update is charged for the table and for indexes that project ' +
      'everything, not for the others.',
  }
}

/** Of an index that holds each candidate. Beside an index that is read, what the others hold is not known. */
function readIndex({ rule, shape, cutoffMs, work, dollars, heldShares }: Found) {
  return (index: IndexShape, at: number): Advice | undefined => {
    const isReadable = rule.decisionAttributes.every((name) => isHeld(name, index, shape.key))
    if (shape.read || !isReadable || !index.bytes || (heldShares[at] ?? 0) < 1) return undefined
    const isQueried = entriesRead(rule, index.key, cutoffMs) === 'old' && index.items !== undefined && index.items > 0
    const entries = isQueried ? Math.min(1, work.candidates / index.items) : 1
    return {
      kind: 'readIndex',
      dollars: dollars.total - dollars.scan + ((index.bytes * entries) / BYTES_A_READ_UNIT) * READ_UNIT,
      text:
        `Read the index ${short(index.name)} in place of the table: ` +
        `${isQueried ? 'its Queries read little but candidates' : 'it is smaller'}, and it holds every attribute that ` +
        'the rule decides by. Every candidate read for this estimate is in it; an item that is not in it would stay. ' +
        'One partition of an index is read by one request after another and takes 1,000 write units a second, so ' +
        'candidates in few partitions take longer.',
    }
  }
}

/** What stays is in the indexes about as often as what goes. */
function copyRest({ shape, work, dollars, staying, bytesAnItem }: Found): Advice | undefined {
  if (shape.read) return undefined // what stays in the table was not read
  const unitsEach = Math.max(1, Math.ceil(bytesAnItem / 1_024))
  const withIndexes = work.indexUnits.reduce((sum, units) => sum + units, work.tableUnits) / work.tableUnits
  return {
    kind: 'copyRest',
    dollars: dollars.scan + staying * unitsEach * withIndexes * WRITE_UNIT,
    text:
      'Copy the items that stay into a new table, turn the application to it, and delete the old table, which is free ' +
      'of charge. Writes must rest meanwhile or be made to both.',
  }
}

function short(name: string): string {
  return JSON.stringify(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name)
}
