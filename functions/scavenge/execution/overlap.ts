import { type ExecutionListItem, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { AccessDenied } from '../errors.ts'
import { Backoff } from '../request/backoff.ts'
import { isDenial } from '../request/errorCodes.ts'
import { send } from '../request/send.ts'
import type { Clock } from '../waiting/clock.ts'
import { NEVER } from '../waiting/never.ts'
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

export interface OverlapContext {
  readonly client: SFNClient
  readonly clock: Clock
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number
}

/**
 * The running execution of the same state machine to which this one yields: the first of those that started before it
 * or, at the same moment, have a smaller ARN; undefined where there is none. So of any number of executions that see
 * each other exactly one yields to nobody. `startMs`: this one's start, should it not be listed yet; where it is, the
 * list's times are compared with each other. Throws AccessDenied, or what the last of five tries failed with.
 */
export async function earlierExecution(
  own: DeployedExecution,
  startMs: number,
  context: OverlapContext,
): Promise<string | undefined> {
  let self: Started = { arn: own.arn, startMs }
  let first: Started | undefined
  let nextToken: string | undefined
  do {
    const page = await list(own.stateMachineArn, nextToken, context)
    for (const { executionArn: arn = '', startDate } of page.executions) {
      const started = { arn, startMs: startDate?.getTime() ?? Number.POSITIVE_INFINITY }
      if (arn === own.arn) self = started
      else if (first === undefined || before(started, first)) first = started
    }
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return first !== undefined && before(first, self) ? first.arn : undefined
}

function before(one: Started, other: Started): boolean {
  return one.startMs !== other.startMs ? one.startMs < other.startMs : one.arn < other.arn
}

async function list(
  stateMachineArn: string,
  nextToken: string | undefined,
  { client, clock, random }: OverlapContext,
): Promise<{ executions: readonly Partial<ExecutionListItem>[]; nextToken: string | undefined }> {
  const command = new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: PAGE, nextToken })
  const backoff = new Backoff(clock, random)
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send((abortSignal) => client.send(command, { abortSignal }), clock, TIMEOUT_MS, NEVER)
      return { executions: answer.executions ?? [], nextToken: answer.nextToken }
    } catch (error) {
      if (error instanceof Error && isDenial(error.name)) throw denied(stateMachineArn, error)
      if (attempt === ATTEMPTS) throw error
      backoff.failed()
      await backoff.wait(NEVER)
    }
  }
}

function denied(stateMachineArn: string, cause: Error): AccessDenied {
  return new AccessDenied(
    `states:ListExecutions on ${stateMachineArn}: expected to be allowed, found ${cause.name} (${cause.message}); ` +
      'grant the action to the role, then redrive',
    { cause },
  )
}
