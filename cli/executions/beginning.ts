import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn'
import { member } from '../../functions/scavenge/execution/json.ts'
import { doneBefore, ownCounts } from '../answer/before.ts'
import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import { answerOf, oldestFirst, payloadIn } from './history.ts'

/**
 * The token that an execution began with: its input's, or the one that Begin found for `continueFrom`. Undefined where
 * it began anew, or where Begin has not answered yet. Throws what the client throws.
 */
export async function tokenBegunWith(
  client: SFNClient,
  executionArn: string,
  input: unknown,
): Promise<string | undefined> {
  const given = member(input, 'continuationToken')
  if (typeof given === 'string') return given
  if (typeof member(input, 'continueFrom') !== 'string') return undefined
  for await (const event of oldestFirst(client, executionArn)) {
    // The function's first answer is Begin's: a parent's history goes on for long after it without another one.
    if (payloadIn(event) !== undefined || answerOf(event)) return tokenFoundBy(event)
  }
  return undefined
}

/**
 * What an execution counted itself: `ledger`, which its last pass answered, less what the token that it began with carried
 * on. No counts where no pass has answered. Throws what the client throws.
 */
export async function ownLedger(
  client: SFNClient,
  { arn, input }: { readonly arn: string; readonly input: unknown },
  ledger: LedgerCounts | undefined,
): Promise<LedgerCounts> {
  if (ledger === undefined) return {}
  return ownCounts(ledger, doneBefore(await tokenBegunWith(client, arn, input)))
}

/** The token that Begin answers in this event; undefined for any other event. */
export function tokenFoundBy(event: HistoryEvent): string | undefined {
  const answer = payloadIn(event)
  const token = member(answer, 'status') === 'start' ? member(answer, 'continuationToken') : undefined
  return typeof token === 'string' ? token : undefined
}
