import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn'
import { member } from '../../../functions/scavenge/execution/json.ts'
import { type ReadRound, readRound } from '../../../functions/scavenge/execution/shards/round.ts'
import { passAnswerIn } from '../../answer/passAnswer.ts'
import { oldestFirst, payloadIn } from '../history.ts'

/** Whether an execution does its work by way of shards. `unknown`: Begin has not answered yet. */
export type Division = { readonly kind: 'unknown' | 'single' } | ParentDivision

/** A parent, as its history tells it. */
export interface ParentDivision {
  readonly kind: 'parent'
  /** The rounds dealt out so far, at least one, the newest last. */
  readonly rounds: readonly [ReadRound, ...ReadRound[]]
  /** The number of the last event that was read. */
  readonly newestEvent: number
}

/** Reads an execution's division from its history; of a single execution only the beginning. Throws what the client throws. */
export async function divisionIn(client: SFNClient, executionArn: string, signal?: AbortSignal): Promise<Division> {
  const rounds: ReadRound[] = []
  let newestEvent = 0
  for await (const event of oldestFirst(client, executionArn, signal)) {
    newestEvent = event.id ?? newestEvent
    const round = roundIn(event)
    if (round) rounds.push(round)
    else if (rounds.length === 0 && isOfSingle(payloadIn(event))) return { kind: 'single' }
  }
  const [first, ...others] = rounds
  return first === undefined ? { kind: 'unknown' } : { kind: 'parent', rounds: [first, ...others], newestEvent }
}

/** The round that Begin or `gather` answers in this event; undefined for any other event. */
export function roundIn(event: HistoryEvent): ReadRound | undefined {
  return readRound.safeParse(member(payloadIn(event), 'round')).data
}

function isOfSingle(answer: unknown): boolean {
  return member(answer, 'status') === 'start' || passAnswerIn(answer) !== undefined
}
