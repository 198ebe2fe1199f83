import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { AnyItem } from '../engines/tables.ts'

/** What an execution must find in an item, as the test that made the item knows. */
export type Fate =
  | 'deleted'
  | 'young'
  | 'undatedMissing'
  | 'undatedType'
  | 'undatedUnreadable'
  | 'undatedImplausible'
  | 'unmatched'

export interface Kind {
  readonly fate: Fate
  readonly attributes: AnyItem
}

const done: AnyItem = { Completed: { N: '1' } }
const doneText: AnyItem = { Completed: { S: '1' } }
const aged = (StartExecutionTime: AttributeValue): AnyItem => ({ ...done, StartExecutionTime })
const at = (time: string): AnyItem => aged({ S: time })
const OLD = { S: '2025-12-31T23:59:59Z' }

/** Items for the seed's rule (48 hours) at a start of 2026-03-04T05:06:07.890Z. */
export const WORKER_KINDS: readonly Kind[] = [
  { fate: 'deleted', attributes: at('2026-01-01T00:00:00Z') },
  { fate: 'deleted', attributes: { ...doneText, StartExecutionTime: OLD } },
  { fate: 'deleted', attributes: at('2026-03-02T05:06:07.890Z') },
  { fate: 'deleted', attributes: at('2026-03-02t07:06:07.890000000+02:00') },
  { fate: 'deleted', attributes: at('2001-09-09T01:46:40Z') },
  { fate: 'deleted', attributes: at('2024-02-29T10:00:00z') },
  { fate: 'young', attributes: at('2026-03-02T05:06:07.891Z') },
  { fate: 'young', attributes: at('2026-03-02T05:06:07.890000001Z') },
  { fate: 'young', attributes: { ...doneText, StartExecutionTime: { S: '2099-01-01T00:00:00Z' } } },
  { fate: 'undatedMissing', attributes: done },
  { fate: 'undatedMissing', attributes: doneText },
  { fate: 'undatedType', attributes: aged({ N: '1700000000' }) },
  { fate: 'undatedType', attributes: aged({ L: [OLD] }) },
  { fate: 'undatedType', attributes: aged({ NULL: true }) },
  { fate: 'undatedUnreadable', attributes: at('') },
  { fate: 'undatedUnreadable', attributes: at('2025-01-01T00:00:00') },
  { fate: 'undatedUnreadable', attributes: at('2024-02-30T10:00:00Z') },
  { fate: 'undatedUnreadable', attributes: at('2025-01-01') },
  { fate: 'undatedUnreadable', attributes: at('yesterday at noon or so') },
  { fate: 'undatedImplausible', attributes: at('0001-01-01T00:00:00Z') },
  { fate: 'undatedImplausible', attributes: at('1970-01-01T00:00:00Z') },
  { fate: 'unmatched', attributes: { Completed: { N: '0' }, StartExecutionTime: OLD } },
  { fate: 'unmatched', attributes: { Completed: { S: '01' }, StartExecutionTime: OLD } },
  { fate: 'unmatched', attributes: { Completed: { BOOL: true }, StartExecutionTime: OLD } },
  { fate: 'unmatched', attributes: { Completed: { L: [{ N: '1' }] }, StartExecutionTime: OLD } },
  { fate: 'unmatched', attributes: { StartExecutionTime: OLD } },
]

/** Those of them whose fate is the same at any later start, with more that are old. */
export const TIMELESS_KINDS: readonly Kind[] = WORKER_KINDS.filter(
  ({ attributes }) => !attributes.StartExecutionTime?.S?.startsWith('2026'),
).flatMap((kind) => [kind, { fate: 'deleted', attributes: at('2025-06-30T23:59:60Z') }])

/** `count` items that repeat the kinds, each with a key of its own and its number as `Id`. */
export function itemsOf(
  kinds: readonly Kind[],
  count: number,
  key: readonly KeyAttribute[],
  keyValue: (attribute: KeyAttribute, index: number) => AttributeValue = anyKeyValue,
): { readonly fate: Fate; readonly item: AnyItem }[] {
  return Array.from({ length: count }, (_, index) => {
    const { fate, attributes } = kinds[index % kinds.length] ?? { fate: 'unmatched', attributes: {} }
    const own = Object.fromEntries(key.map((attribute) => [attribute.name, keyValue(attribute, index)]))
    return { fate, item: { ...attributes, ...own, Id: { N: String(index) } } }
  })
}

/** A key value that is hard to carry: quotes, a line's end, an emoji, 38 digits, bytes that are no text. */
function anyKeyValue({ type }: KeyAttribute, index: number): AttributeValue {
  if (type === 'S') return { S: `"it's"\n\u{1f98a} ${index}` }
  if (type === 'N') return { N: index % 2 === 0 ? String(-index) : `${index}.${'1234567890'.repeat(3)}` }
  return { B: Uint8Array.of(0xff, 0x00, 0xfe, index >> 8, index & 0xff) }
}

/** How many of each fate there are. */
export function countFates(items: readonly { readonly fate: Fate }[]): Record<Fate, number> {
  const counts: Record<Fate, number> = {
    deleted: 0,
    young: 0,
    undatedMissing: 0,
    undatedType: 0,
    undatedUnreadable: 0,
    undatedImplausible: 0,
    unmatched: 0,
  }
  for (const { fate } of items) counts[fate]++
  return counts
}
