import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import type { TableIndex } from '../../../functions/scavenge/table/tableIndex.ts'
import type { Carry } from '../run/carry.ts'
import type { Content } from '../table/contents.ts'
import { contentOf, type Entries } from '../table/entries.ts'
import { indexKeyOf } from '../table/indexRows.ts'
import type { SimulatedRule } from '../table/rule.ts'
import type { SimulatedPass } from '../world/pass.ts'
import type { Statement, Violate, World } from '../world/world.ts'

/** Checks that a successful execution left no candidate that was one before the oldest state that was read. */
export function checkLeft(
  { table, violate }: World,
  rule: SimulatedRule,
  { readsFromMs, passes }: Carry,
  { stalenessMs, index }: { readonly stalenessMs: number; readonly index: TableIndex | undefined },
): void {
  const isThere = (content: Content) => index === undefined || indexKeyOf(content, index) !== undefined
  const isDue = passes.at(-1)?.isDue
  const sinceMs = readsFromMs - stalenessMs
  for (const entry of table.entries.inOrder) {
    const content = contentOf(entry)
    const fromMs = entry.versions.at(-1)?.fromMs ?? 0
    if (content === undefined || !isDue?.(content) || !isThere(content)) continue
    if (!rule.matches(content.attributes) || fromMs >= sinceMs) continue
    if (passes.some(({ record }) => record.failedKeys.has(entry.place.id))) continue
    violate('no candidate is left', `one that has been there since ${fromMs}`)
  }
}

/** Checks, where nobody else wrote, that every count is what the table held. */
export function checkQuiet(
  entries: Entries<Statement>,
  { at: { rule, reads }, isDue, cutoffMs }: SimulatedPass,
  { ledger }: Pick<PassResult, 'ledger'>,
  violate: Violate,
): void {
  const held = { Missing: 0, Type: 0, Unreadable: 0, Implausible: 0, young: 0, candidates: 0 }
  for (const { versions, place } of entries.inOrder) {
    const content = versions[0]?.content
    if (content === undefined || !rule.matches(content.attributes) || !reads(content, place, cutoffMs)) continue
    const { time } = content
    held[isDue(content) ? 'candidates' : typeof time !== 'number' ? time : 'young']++
  }
  const check = (what: string, found: number, expected: number) => {
    if (found !== expected)
      violate(`on a quiet table the ledger says what is there: ${what}`, `${found}, not ${expected}`)
  }
  check('undated', ledger.undated, held.Missing + held.Type + held.Unreadable + held.Implausible)
  check('undatedMissing', ledger.undatedMissing, held.Missing)
  check('undatedType', ledger.undatedType, held.Type)
  check('undatedUnreadable', ledger.undatedUnreadable, held.Unreadable)
  check('undatedImplausible', ledger.undatedImplausible, held.Implausible)
  check('young', ledger.young, held.young)
  check('spared', ledger.spared, 0)
  if ('wouldDelete' in ledger) check('wouldDelete', ledger.wouldDelete, held.candidates)
}
