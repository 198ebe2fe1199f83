import type { Entries } from '../table/entries.ts'
import type { SimulatedPass } from '../world/pass.ts'
import type { Statement, Violate } from '../world/world.ts'

/** Every term of the equation for `deleted`, counted by the simulation itself. */
export interface Account {
  /** Items that the table lost to us. */
  lostToUs: number
  /** of these: by deletes whose answer no pass heard */
  unanswered: number
  /** of these: by passes that the ledger does not hold, since they died or their answer was lost */
  lostWithPass: number
  /** Deletes acknowledged as done whose item was gone: by others. */
  goneByOthers: number
  /** … by a delete of ours whose answer no pass heard */
  goneUnanswered: number
  /** … by a pass that the ledger does not hold */
  goneLostWithPass: number
  /** … by a delete that the ledger counts: a stale read had shown the item once more, or it moved in an index */
  goneStaleReread: number
}

/** The account of a run: `counted` are the passes that the ledger holds, of all that there were. */
export function accountOf(
  entries: Entries<Statement>,
  all: readonly SimulatedPass[],
  counted: readonly SimulatedPass[],
  violate: Violate,
): Account {
  const held = new Set<object>(counted)
  const account: Account = {
    lostToUs: entries.created - entries.removedByOthers - entries.live,
    unanswered: 0,
    lostWithPass: 0,
    goneByOthers: 0,
    goneUnanswered: 0,
    goneLostWithPass: 0,
    goneStaleReread: 0,
  }
  for (const { pass, heard } of all.flatMap(({ removals }) => removals)) {
    if (!held.has(pass)) account.lostWithPass++
    else if (!heard) account.unanswered++
  }
  for (const { removal, isReread } of counted.flatMap(({ record }) => record.gone)) {
    if (removal.by === 'others') account.goneByOthers++
    else if (!held.has(removal.by.pass)) account.goneLostWithPass++
    else if (!removal.by.heard) account.goneUnanswered++
    else {
      account.goneStaleReread++
      if (!isReread) violate('nothing is counted twice', 'a delete acknowledged again without a stale read')
    }
  }
  return account
}

/** Checks `deleted` against what the table lost, and each case in which the two may differ. */
export function checkAccount(
  { lostToUs, ...cases }: Account,
  counted: readonly SimulatedPass[],
  dryRun: boolean,
  violate: Violate,
): void {
  const deleted = counted.reduce((sum, { record }) => sum + record.heard.deleted, 0)
  const lost = cases.unanswered + cases.lostWithPass
  const gone = cases.goneByOthers + cases.goneUnanswered + cases.goneLostWithPass + cases.goneStaleReread
  const expected = lostToUs - lost + gone
  if (deleted !== expected)
    violate('deleted differs from the loss only as counted', `${deleted}, not ${expected}: ${JSON.stringify(cases)}`)
  if (dryRun && lostToUs > 0) violate('a dry run deletes nothing', `${lostToUs}`)
}
