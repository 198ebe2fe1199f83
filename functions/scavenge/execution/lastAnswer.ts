import * as z from 'zod/mini'
import { type ExecutionRequests, executionHistory, type HistoryPage, type ReadEvent } from './executionRequests.ts'
import { member, parseJson } from './json.ts'
import { type ReadRound, readRound } from './shards/round.ts'

/** Events with their data in one answer: few, because those of one may have 262,144 bytes. */
export const EVENTS_A_PAGE = 20

/** Pages of a history at most: Step Functions ends an execution at 25,000 events. */
const MOST_PAGES = 25_000 / EVENTS_A_PAGE

/** The events that end a history. */
const ENDS: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionAborted',
  'ExecutionTimedOut',
])

/**
 * A Choice state puts out its own input. The first one puts out the execution's input, which may be any JSON, also one
 * that looks like an answer.
 */
const CHOICE = 'ChoiceStateExited'

const answer = z.object({
  status: z.enum(['start', 'continue', 'complete', 'continued', 'guardTripped', 'shards']),
  continuationToken: z.optional(z.nullable(z.string())),
  ledger: z.optional(z.record(z.string(), z.number())),
  progress: z.optional(z.object({ segmentsDone: z.number(), totalSegments: z.number() })),
  round: z.optional(readRound),
  successor: z.optional(z.string()),
  waitSeconds: z.optional(z.nullable(z.number())),
  windowOpens: z.optional(z.string()),
})

type Answer = z.infer<typeof answer>

/** What the function last answered in an execution. */
export interface LastAnswer {
  /** `start`: no pass has answered, and the token is the one that the execution began with. */
  readonly status: Answer['status']
  /** Where another execution can go on; absent beside `complete`. */
  readonly token?: string
  /** Cumulative over the executions that the token went through. */
  readonly ledger?: Readonly<Record<string, number>>
  readonly progress?: { readonly segmentsDone: number; readonly totalSegments: number }
  /** Of a parent: the executions of its shards, as Begin or `gather` answered them. */
  readonly round?: ReadRound
  /** The execution that goes on in this one's place, by its name. */
  readonly successor?: string
  /**
   * Only of `continued`: seconds that the next pass, of another execution, has to wait. Not the wait for a window,
   * which may be another one by then.
   */
  readonly waitSeconds?: number
}

/** An execution by its ARN, and whether it has ended, as Step Functions described it. */
interface Asked {
  readonly arn: string
  readonly ended: boolean
}

/**
 * What the function last answered in an execution that it has, by the execution's history; undefined where no pass has
 * answered and the execution began without a token. The history of one that has ended is read once its end is in it. Throws
 * AccessDenied, or what the last of five tries of a request failed with.
 */
export function lastAnswer(asked: Asked, requests: ExecutionRequests): Promise<LastAnswer | undefined> {
  return lastAnswerIn(newestFirst(asked, requests))
}

/** The same of a history's events, newest first, with their data. */
export async function lastAnswerIn(events: AsyncIterable<ReadEvent>): Promise<LastAnswer | undefined> {
  for await (const event of events) {
    const found = answerIn(event)
    if (found !== undefined) return found
  }
  return undefined
}

/** What an event tells of the function's answers: it brings one, hands one on, or begins the execution with a token. */
function answerIn(event: ReadEvent): LastAnswer | undefined {
  const input = parseJson(event.executionStartedEventDetails?.input)
  if (input !== undefined) return begunWith(member(input, 'continuationToken'))
  if (event.type === CHOICE) return undefined
  for (const text of textsOf(event)) {
    const data = parseJson(text)
    const payload = member(data, 'Payload')
    const found =
      answerOf(payload) ?? inRound(data) ?? inRound(payload) ?? firstOf([member(payload, 'pass'), ...stateOf(data)])
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The answers in the data of a state. Data without a pass is that of a hand-over, where Begin's answer is not the last
 * one.
 */
function stateOf(data: unknown): readonly unknown[] {
  const pass = member(data, 'pass')
  return pass === undefined ? [] : [member(pass, 'Payload'), member(member(data, 'begin'), 'Payload')]
}

function firstOf(candidates: readonly unknown[]): LastAnswer | undefined {
  for (const candidate of candidates) {
    const found = answerOf(candidate)
    if (found !== undefined) return found
  }
  return undefined
}

/** The round in which a parent is, by the data of its states; what gather answered since, where that is in them too. */
function inRound(data: unknown): LastAnswer | undefined {
  const { success, data: round } = readRound.safeParse(member(data, 'round'))
  return success ? { status: 'shards', round, ...answerOf(member(member(data, 'pass'), 'Payload')) } : undefined
}

/**
 * The texts that may hold an answer: what a task or a state put out, and what a task was given. The last of these saves
 * pages of the history where a task was tried hundreds of times since.
 */
function textsOf({
  id,
  taskSucceededEventDetails: succeeded,
  stateExitedEventDetails: exited,
  taskScheduledEventDetails: scheduled,
}: ReadEvent): readonly (string | undefined)[] {
  // Never so in an answer of the API, says its reference. An older answer in its place would lose counts.
  if (succeeded?.outputDetails?.truncated) throw new Error(`event ${id}: expected the whole output, found a part of it`)
  return [succeeded?.output, exited?.output, scheduled?.parameters]
}

function answerOf(candidate: unknown): LastAnswer | undefined {
  const { success, data } = answer.safeParse(candidate)
  if (!success) return undefined
  const { status, continuationToken, ledger, progress, round, successor, waitSeconds, windowOpens } = data
  if (status === 'start') return begunWith(continuationToken)
  if (ledger === undefined && round === undefined) return undefined
  // what an execution that handed over ends with says the same without a token
  if (status === 'continued' && typeof continuationToken !== 'string') return undefined
  return {
    status,
    ...(typeof continuationToken === 'string' && { token: continuationToken }),
    ...(ledger && { ledger }),
    ...(progress && { progress }),
    ...(round && { round }),
    ...(successor !== undefined && { successor }),
    ...(status === 'continued' && waitSeconds && windowOpens === undefined && { waitSeconds }),
  }
}

function begunWith(token: unknown): LastAnswer | undefined {
  return typeof token === 'string' ? { status: 'start', token } : undefined
}

async function* newestFirst({ arn, ended }: Asked, requests: ExecutionRequests): AsyncGenerator<ReadEvent> {
  const input = { executionArn: arn, reverseOrder: true, includeExecutionData: true, maxResults: EVENTS_A_PAGE }
  let nextToken: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const isWhole = pages === 0 && ended ? hasEnd : () => true
    const page = await executionHistory({ ...input, nextToken }, requests, isWhole)
    yield* page.events ?? []
    nextToken = page.nextToken
    if (nextToken === undefined) return
  }
}

function hasEnd({ events = [] }: HistoryPage): boolean {
  return events.some(isEnd)
}

/** Whether the event is the end of an execution. Only a redrive adds events after it. */
export function isEnd({ type }: Pick<ReadEvent, 'type'>): boolean {
  return type !== undefined && ENDS.has(type)
}
