import { InvalidContinuationToken } from '../../../functions/scavenge/errors.ts'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { decodeToken } from '../../../functions/scavenge/progress/token.ts'
import { MAX_TOKEN_BYTES } from '../../../functions/scavenge/progress/tokenEnvelope.ts'
import type { KeyAttribute } from '../../../functions/scavenge/table/item.ts'
import type { SimulatedPass } from '../world/pass.ts'
import type { Random } from '../world/random.ts'
import type { Violate } from '../world/world.ts'

/** Checks an answer against what the passes that its ledger holds heard from the table. */
export function checkAnswer(
  result: PassResult,
  passes: readonly SimulatedPass[],
  expected: { readonly lost: number; readonly cutoffMs: number },
  violate: Violate,
): void {
  checkLedger(result.ledger, passes, expected.lost, violate)
  if (Date.parse(result.cutoff) !== expected.cutoffMs)
    violate('the cutoff is fixed', `${result.cutoff}, not ${expected.cutoffMs}`)
  if ((result.status !== 'complete') !== (result.continuationToken !== undefined))
    violate('all but the last carry a token', result.status)
  if (result.status === 'complete' && result.ledger.abandoned !== 0)
    violate('the ledger is exact: nothing is abandoned in the end', `${result.ledger.abandoned}`)
}

/** Checks a ledger, of one execution or the sum of several, against what the passes that it holds heard. */
export function checkLedger(
  ledger: PassResult['ledger'],
  passes: readonly SimulatedPass[],
  lost: number,
  violate: Violate,
): void {
  const sum = (count: keyof SimulatedPass['record']['heard']) =>
    passes.reduce((total, { record }) => total + record.heard[count], 0)
  const expect = (what: string, found: number, wanted: number) => {
    if (Math.abs(found - wanted) > 1e-6) violate(`the ledger is exact: ${what}`, `${found}, not ${wanted}`)
  }
  const deleted = 'deleted' in ledger ? ledger.deleted : 0
  const { matched, young, undated, spared, failed, abandoned } = ledger
  const settled = 'wouldDelete' in ledger ? ledger.wouldDelete : deleted
  expect('it balances', young + undated + settled + spared + failed + abandoned, matched)
  expect('deleted', deleted, sum('deleted'))
  expect('scanned', ledger.scanned, sum('scanned'))
  expect('readUnits', ledger.readUnits, sum('readUnits'))
  expect('writeUnits', ledger.writeUnits, sum('writeUnits'))
  expect('passes', ledger.passes, passes.length)
  expect('lostPasses', ledger.lostPasses, lost)
  if (spared > sum('spared') || failed > sum('failed'))
    violate('the ledger is exact: spared and failed', `${spared} and ${failed}`)
}

/** Checks that a token is short enough, and that it is refused with one of its characters changed. */
export function checkToken(token: string, key: readonly KeyAttribute[], random: Random, violate: Violate): void {
  const bytes = Buffer.byteLength(token)
  if (bytes > MAX_TOKEN_BYTES) violate('a token stays under its limit', `${bytes} bytes`)
  const at = random.whole(0, token.length - 1)
  const other = random.pick([...'Aa0-_.!'].filter((character) => character !== token[at]))
  try {
    decodeToken(token.slice(0, at) + other + token.slice(at + 1), key)
  } catch (error) {
    if (error instanceof InvalidContinuationToken) return
    throw error
  }
  violate('a token is refused after a change of a byte', `none at character ${at}`)
}
