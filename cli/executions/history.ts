import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { member, parseJson } from '../../functions/scavenge/execution/json.ts'
import { EVENTS_A_PAGE, isEnd, type LastAnswer, lastAnswerIn } from '../../functions/scavenge/execution/lastAnswer.ts'
import { type PassAnswer, passAnswerIn } from '../answer/passAnswer.ts'

/** Events without their data in one answer: the service's own limit. */
const BARE_EVENTS_A_PAGE = 1000

/** The history from its end to its beginning, with inputs and outputs. */
export function newestFirst(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): AsyncGenerator<HistoryEvent> {
  return eventsOf(client, { executionArn, reverseOrder: true }, signal)
}

/** The history from its beginning to its end, with inputs and outputs. */
export function oldestFirst(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): AsyncGenerator<HistoryEvent> {
  return eventsOf(client, { executionArn }, signal)
}

async function* eventsOf(
  client: SFNClient,
  asked: { readonly executionArn: string; readonly reverseOrder?: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<HistoryEvent> {
  const input = { ...asked, includeExecutionData: true }
  const pages = paginateGetExecutionHistory({ client, pageSize: EVENTS_A_PAGE }, input, { abortSignal: signal })
  for await (const { events = [] } of pages) yield* events
}

/**
 * The answer of the last pass that gave one, or the token that the execution began with; undefined where there is
 * neither. Begin reads a history in the same way for `continueFrom`.
 */
export function lastAnswer(client: SFNClient, executionArn: string): Promise<LastAnswer | undefined> {
  return lastAnswerIn(newestFirst(client, executionArn))
}

/** What the function answered, in an event that a task of its succeeded; undefined for any other event. */
export function payloadIn({ taskSucceededEventDetails: succeeded }: HistoryEvent): unknown {
  return member(parseJson(succeeded?.output), 'Payload')
}

/** The pass's answer in an event that brings one. */
export function answerOf({ taskSucceededEventDetails, stateExitedEventDetails }: HistoryEvent): PassAnswer | undefined {
  return passAnswerIn(parseJson(taskSucceededEventDetails?.output ?? stateExitedEventDetails?.output))
}

/** The number of the newest event. */
export async function lastEventId(client: SFNClient, executionArn: string, signal?: AbortSignal): Promise<number> {
  const [newest] = await newestBare(client, executionArn, 1, signal)
  return newest?.id ?? 0
}

/** Whether the history shows the execution's end. A pass that was stopped may answer after it. */
export async function historyEnds(client: SFNClient, executionArn: string): Promise<boolean> {
  const newest = await newestBare(client, executionArn, EVENTS_A_PAGE)
  return newest.some(isEnd)
}

/** Whether a task was under way when the execution ended. */
export async function endsInTask(client: SFNClient, executionArn: string): Promise<boolean> {
  const newest = await newestBare(client, executionArn, EVENTS_A_PAGE)
  const last = newest.find(({ type = '' }) => type.startsWith('Task'))
  return /^Task(Scheduled|Submitted|Started)$/.test(last?.type ?? '')
}

/** The newest events, without inputs and outputs. */
async function newestBare(client: SFNClient, executionArn: string, maxResults: number, signal?: AbortSignal) {
  const input = { executionArn, reverseOrder: true, includeExecutionData: false, maxResults }
  const { events = [] } = await client.send(new GetExecutionHistoryCommand(input), {
    ...(signal && { abortSignal: signal }),
  })
  return events
}

/** The whole history from its beginning, without inputs and outputs. */
export async function bareHistory(client: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  const all: HistoryEvent[] = []
  const input = { executionArn, includeExecutionData: false }
  for await (const { events = [] } of paginateGetExecutionHistory({ client, pageSize: BARE_EVENTS_A_PAGE }, input)) {
    all.push(...events)
  }
  return all
}
