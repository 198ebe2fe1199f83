import { type ExecutionListItem, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { AccessDenied } from '../errors.ts'
import { isDenial } from '../request/errorCodes.ts'
import { type Retries, retried } from '../request/retried.ts'
import type { DeployedExecution } from './deployedExecution.ts'

/** Tries of one page of ListExecutions before the invocation fails and the state machine repeats it. */
const ATTEMPTS = 5

/** Each try is given up after this many milliseconds. */
const TIMEOUT_MS = 5_000

/** Executions a page: the API's own bound. */
const PAGE = 1_000

interface Started {
  readonly arn: string
  readonly startMs: number
}

interface ListContext extends Pick<Retries, 'clock' | 'random'> {
  readonly client: SFNClient
}

/**
 * The ARN of the running execution to which this one yields, or undefined where there is none: the first, among those
 * of the same state machine, that started before this one, or at the same moment with a smaller ARN. Of executions
 * that see each other, exactly one therefore yields to no other.
 *
 * The times compared are those of the list. `startMs` stands in for this execution's own where it is not listed yet.
 * Throws AccessDenied, or what the last of five tries failed with.
 */
export async function earlierExecution(
  current: DeployedExecution,
  startMs: number,
  context: ListContext,
): Promise<string | undefined> {
  let self: Started = { arn: current.arn, startMs }
  let first: Started | undefined
  let nextToken: string | undefined
  do {
    const page = await listRunning(current.stateMachineArn, nextToken, context)
    for (const { executionArn: arn = '', startDate } of page.executions) {
      const started = { arn, startMs: startDate?.getTime() ?? Number.POSITIVE_INFINITY }
      if (arn === current.arn) self = started
      else if (first === undefined || startedBefore(started, first)) first = started
    }
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return first !== undefined && startedBefore(first, self) ? first.arn : undefined
}

function startedBefore(one: Started, another: Started): boolean {
  return one.startMs !== another.startMs ? one.startMs < another.startMs : one.arn < another.arn
}

async function listRunning(
  stateMachineArn: string,
  nextToken: string | undefined,
  { client, clock, random }: ListContext,
): Promise<{ executions: readonly Partial<ExecutionListItem>[]; nextToken: string | undefined }> {
  const command = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: PAGE, nextToken })
  async function page(abortSignal: AbortSignal) {
    try {
      return await client.send(command, { abortSignal })
    } catch (error) {
      throw error instanceof Error && isDenial(error.name) ? denied(stateMachineArn, error) : error
    }
  }
  const answer = await retried(page, {
    clock,
    random,
    attempts: ATTEMPTS,
    timeoutMs: TIMEOUT_MS,
    isTransient: (error) => !(error instanceof AccessDenied),
  })
  return { executions: answer.executions ?? [], nextToken: answer.nextToken }
}

function denied(stateMachineArn: string, cause: Error): AccessDenied {
  return new AccessDenied(
    `states:ListExecutions on ${stateMachineArn}: expected to be allowed, found ${cause.name} (${cause.message}); ` +
      'grant the action to the role, then redrive',
    { cause },
  )
}
