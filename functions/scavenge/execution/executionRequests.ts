import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryInput,
  type HistoryEvent,
  ListExecutionsCommand,
  type ListExecutionsInput,
  type ListExecutionsOutput,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { AccessDenied } from '../errors.ts'
import { isDenial, isUnknownExecution, isWrongDate } from '../request/errorCodes.ts'
import { type Retries, retried } from '../request/retried.ts'

/** Tries of one request before the invocation fails and the state machine repeats it. */
const ATTEMPTS = 5

/** Each try is given up after this many milliseconds. */
const TIMEOUT_MS = 5_000

/** Executions that are asked about at the same time: the requests have quotas that others use too. */
export const ASKED_AT_ONCE = 5

/** How Step Functions is asked about other executions. */
export interface ExecutionRequests extends Pick<Retries, 'clock' | 'random' | 'withinMs'> {
  readonly client: SFNClient
}

/** One page of executions. Throws AccessDenied, or what the last of five tries failed with. */
export function listExecutions(
  input: ListExecutionsInput,
  { client, ...retries }: ExecutionRequests,
): Promise<Partial<ListExecutionsOutput>> {
  const command = new ListExecutionsCommand(input)
  return request(
    (abortSignal) => client.send(command, { abortSignal }),
    `states:ListExecutions on ${input.stateMachineArn}`,
    retries,
  )
}

/**
 * An execution with its input and output. Throws AccessDenied, the service's error for an unknown execution, or what
 * the last of five tries failed with.
 */
export function describeExecution(
  executionArn: string,
  { client, ...retries }: ExecutionRequests,
): Promise<Partial<DescribeExecutionOutput>> {
  const command = new DescribeExecutionCommand({ executionArn })
  return request(
    (abortSignal) => client.send(command, { abortSignal }),
    `states:DescribeExecution on ${executionArn}`,
    retries,
  )
}

/** What is read of an event of an execution's history. */
export type ReadEvent = Pick<
  HistoryEvent,
  | 'id'
  | 'type'
  | 'executionStartedEventDetails'
  | 'taskScheduledEventDetails'
  | 'taskSucceededEventDetails'
  | 'stateExitedEventDetails'
>

/** One page of an execution's history. */
export interface HistoryPage {
  readonly events?: readonly ReadEvent[] | undefined
  readonly nextToken?: string | undefined
}

/**
 * One page of an execution's history. It is asked for again, as after a failure, until `isWhole` says that it holds what it
 * must: a history may lag behind its execution. Throws as `describeExecution` does.
 */
export function executionHistory(
  input: GetExecutionHistoryInput,
  { client, ...retries }: ExecutionRequests,
  isWhole: (page: HistoryPage) => boolean,
): Promise<HistoryPage> {
  const command = new GetExecutionHistoryCommand(input)
  return request(
    async (abortSignal) => {
      const page: HistoryPage = await client.send(command, { abortSignal })
      if (isWhole(page)) return page
      throw new Error(`history of ${input.executionArn}: expected the newest events, found that it lags behind`)
    },
    `states:GetExecutionHistory on ${input.executionArn}`,
    retries,
  )
}

function request<Answer>(
  send: (signal: AbortSignal) => Promise<Answer>,
  what: string,
  retries: Pick<Retries, 'clock' | 'random' | 'withinMs'>,
): Promise<Answer> {
  async function asked(signal: AbortSignal): Promise<Answer> {
    try {
      return await send(signal)
    } catch (error) {
      throw error instanceof Error && isDenied(error) ? denied(what, error) : error
    }
  }
  return retried(asked, {
    ...retries,
    attempts: ATTEMPTS,
    timeoutMs: TIMEOUT_MS,
    isTransient: (error) =>
      !(error instanceof AccessDenied) && !(error instanceof Error && isUnknownExecution(error.name)),
  })
}

function isDenied({ name, message }: Error): boolean {
  return isDenial(name) && !isWrongDate(name, message)
}

function denied(what: string, cause: Error): AccessDenied {
  // the text about a wrong signature may hold the request that was signed
  const said = cause.name === 'InvalidSignatureException' ? '' : ` (${cause.message})`
  return new AccessDenied(
    `${what}: expected to be allowed, found ${cause.name}${said}; grant the action to the role, then redrive`,
    cause.name,
  )
}
