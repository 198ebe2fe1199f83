import { type HistoryEvent, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn'
import { member, parseJson } from '../answer/json.ts'
import { answerOf, EVENTS_A_PAGE } from './history.ts'

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
  const oldestFirst = { executionArn, includeExecutionData: true }
  for await (const { events = [] } of paginateGetExecutionHistory({ client, pageSize: EVENTS_A_PAGE }, oldestFirst)) {
    for (const event of events) {
      const token = tokenFoundBy(event)
      if (token !== undefined || answerOf(event)) return token
    }
  }
  return undefined
}

/** The token in an event by which Begin answers one; undefined for any other event. */
export function tokenFoundBy({ taskSucceededEventDetails: succeeded }: HistoryEvent): string | undefined {
  const answer = member(parseJson(succeeded?.output), 'Payload')
  const token = member(answer, 'status') === 'start' ? member(answer, 'continuationToken') : undefined
  return typeof token === 'string' ? token : undefined
}
