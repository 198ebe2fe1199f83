import { type HistoryEvent, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn'
import { type ReadRound, readRound } from '../../../functions/scavenge/execution/shards/round.ts'
import { member, parseJson } from '../../answer/json.ts'
import { passAnswerIn } from '../../answer/passAnswer.ts'
import { EVENTS_A_PAGE } from '../history.ts'

/** Whether an execution does its work by way of shards. `unknown`: Begin has not answered yet. */
export type Division =
  | { readonly kind: 'unknown' | 'single' }
  /** `rounds`: those dealt out so far, at least one, the newest last. */
  | { readonly kind: 'parent'; readonly rounds: readonly [ReadRound, ...ReadRound[]] }

/** Reads it from an execution's history: of a single execution only the beginning. Throws what the client throws. */
export async function divisionIn(client: SFNClient, executionArn: string, signal?: AbortSignal): Promise<Division> {
  const rounds: ReadRound[] = []
  const input = { executionArn, includeExecutionData: true }
  const pages = paginateGetExecutionHistory({ client, pageSize: EVENTS_A_PAGE }, input, { abortSignal: signal })
  for await (const { events = [] } of pages) {
    for (const event of events) {
      const round = roundIn(event)
      if (round) rounds.push(round)
      else if (rounds.length === 0 && isOfSingle(answerIn(event))) return { kind: 'single' }
    }
  }
  const [first, ...others] = rounds
  return first === undefined ? { kind: 'unknown' } : { kind: 'parent', rounds: [first, ...others] }
}

/** The round in an event by which Begin or `gather` answers one; undefined for any other event. */
export function roundIn(event: HistoryEvent): ReadRound | undefined {
  return readRound.safeParse(member(answerIn(event), 'round')).data
}

function answerIn({ taskSucceededEventDetails: succeeded }: HistoryEvent): unknown {
  return member(parseJson(succeeded?.output), 'Payload')
}

function isOfSingle(answer: unknown): boolean {
  return member(answer, 'status') === 'start' || passAnswerIn(answer) !== undefined
}
