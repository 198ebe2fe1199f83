import { type DeployedExecution, nameOfExecution } from '../deployedExecution.ts'
import { type ExecutionRequests, listExecutions } from '../executionRequests.ts'
import { isShardName, parentName } from '../shards/shardName.ts'
import { holdsPlace } from './holdsPlace.ts'

/** Executions a page: the API's own bound. */
const PAGE = 1_000

interface Started {
  readonly arn: string
  readonly startMs: number
}

/**
 * Earlier executions that are looked at, and milliseconds for it. An execution beyond either counts as one that holds the
 * place: Begin is one invocation, and others ask Step Functions at the same time.
 */
const MOST_LOOKS = 50
const MOST_LOOKING_MS = 60_000

interface ListContext extends ExecutionRequests {
  /** Whether this execution is a dry run; false unless told. */
  readonly dryRun?: boolean
}

/**
 * The ARN of the running execution to which this one yields, or undefined where there is none: the first that holds the
 * place, among those of the same state machine that started before this one, or at the same moment with a smaller ARN.
 * A dry run yields to dry runs alone, any other execution to those that are none. Of executions that do the same and see
 * each other, exactly one therefore yields to no other.
 *
 * The times compared are those of the list. `startMs` stands in for this execution's own where it is not listed yet.
 * Throws AccessDenied where it may not list, or what the last of five tries to list failed with.
 */
export async function earlierExecution(
  current: DeployedExecution,
  startMs: number,
  context: ListContext,
): Promise<string | undefined> {
  let self: Started = { arn: current.arn, startMs }
  const others: Started[] = []
  let nextToken: string | undefined
  do {
    const { stateMachineArn } = current
    const running = { stateMachineArn, statusFilter: 'RUNNING', maxResults: PAGE, nextToken } as const
    const page = await listExecutions(running, context)
    for (const { executionArn: arn = '', startDate } of page.executions ?? []) {
      const started = { arn, startMs: startDate?.getTime() ?? Number.POSITIVE_INFINITY }
      if (arn === current.arn) self = started
      else others.push(started)
    }
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  const earlier = others.filter((one) => byStart(one, self) < 0).sort(byStart)
  return firstInPlace(withoutTheirShards(earlier), context)
}

/** Executions without the shards of parents among them: a parent holds the place for all of its shards. */
function withoutTheirShards(all: readonly Started[]): readonly Started[] {
  const names = new Set(all.map(({ arn }) => nameOfExecution(arn)))
  return all.filter(({ arn }) => {
    const name = nameOfExecution(arn)
    return !isShardName(name) || !names.has(parentName(name))
  })
}

/** Of executions in the order of their starts, the first that holds the place. */
async function firstInPlace(earlier: readonly Started[], context: ListContext): Promise<string | undefined> {
  const { clock, dryRun = false } = context
  const untilMs = clock.monotonicMs() + MOST_LOOKING_MS
  for (const [looked, { arn }] of earlier.entries()) {
    const mayLook = looked < MOST_LOOKS && clock.monotonicMs() < untilMs
    if (!mayLook || (await holdsPlace(arn, dryRun, context))) return arn
  }
  return undefined
}

function byStart(one: Started, another: Started): number {
  if (one.startMs !== another.startMs) return one.startMs < another.startMs ? -1 : 1
  return one.arn < another.arn ? -1 : Number(one.arn > another.arn)
}
