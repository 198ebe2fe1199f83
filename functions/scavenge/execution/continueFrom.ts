import { InvalidInput } from '../errors.ts'
import { isUnknownExecution } from '../request/errorCodes.ts'
import { found } from '../rule/fields.ts'
import { besides, type DeployedExecution, keptExecution, nameOfExecution } from './deployedExecution.ts'
import { describeExecution, type ExecutionRequests } from './executionRequests.ts'
import { DRAIN_MS, GOES_ON } from './executionWatch.ts'
import { parseJson } from './json.ts'
import { type LastAnswer, lastAnswer } from './lastAnswer.ts'
import type { ReadRound } from './shards/round.ts'
import { successorName } from './shards/shardName.ts'

/** An execution's name, as Step Functions allows it. */
const NAME = /^[^\s:/<>{}[\]?*"#%\\^|~`$&,;]{1,80}$/

/** Looks for the answer in which a running parent hands over, and milliseconds between two. */
const MOST_LOOKS = 5
const LOOK_MS = 1_000

/**
 * Where another execution left off: at a token, or with the shards of a parent. `handsOver`: that parent hands over
 * because of its history; else a person continues it.
 */
export type ContinuedFrom = {
  /**
   * No pass may begin before, in milliseconds since 1970: a pass of the other one may still work, or its last one left
   * a wait.
   */
  readonly notBeforeMs: number
} & (
  | { readonly token: string; readonly round?: undefined }
  | { readonly token?: undefined; readonly round: ReadRound; readonly handsOver: boolean }
)

/**
 * Where the execution `id` goes on from another one of its state machine: at the token that a pass of that one answered
 * last, or else at the one that it began with. Where the other one is a parent, with its shards; a parent that hands
 * over to `id` may still run. `from` is the other one's name or ARN. Throws InvalidInput where it runs, has finished,
 * belongs to another state machine, is unknown or left no token; AccessDenied; and what the last of five tries of a
 * request failed with.
 */
export async function continueFrom(from: string, id: string, requests: ExecutionRequests): Promise<ContinuedFrom> {
  const former = formerExecution(from, id)
  const { status = '', stopDate, error, output } = await described(former, requests)
  const its = { ...former, ended: !GOES_ON.has(status) }
  const handedOver = await handedOverTo(id, its, requests)
  if (handedOver) return { round: handedOver, handsOver: true, notBeforeMs: 0 }
  if (!its.ended) throw refused('an execution that has ended', `${former.name}, which runs`, 'stop it first')
  if (status === 'SUCCEEDED') checkUnfinished(former, output)
  const answer = await lastAnswer(its, requests)
  const token = answer?.token
  if (answer?.round && answer.status !== 'complete') return { round: answer.round, handsOver: false, notBeforeMs: 0 }
  if (token === undefined) throw withoutToken(former, answer, error === undefined ? status : `${status} (${error})`)
  // A pass ends with its execution unless that was stopped.
  const drains = status !== 'SUCCEEDED' && status !== 'FAILED'
  const waitMs = drains ? DRAIN_MS : (answer?.waitSeconds ?? 0) * 1_000
  return { token, notBeforeMs: waitMs > 0 ? (stopDate?.getTime() ?? 0) + waitMs : 0 }
}

/** The round of a parent that hands over to the execution `id`; undefined for any other. Its history may lag behind. */
async function handedOverTo(
  id: string,
  former: DeployedExecution & { readonly ended: boolean },
  requests: ExecutionRequests,
): Promise<ReadRound | undefined> {
  const name = nameOfExecution(id)
  if (name !== successorName(former.name)) return undefined
  for (let looks = 1; ; looks++) {
    const answer = await lastAnswer(former, requests)
    if (answer?.successor === name) return answer.round
    if (former.ended || looks === MOST_LOOKS) return undefined
    await requests.clock.sleep(LOOK_MS)
  }
}

/** The execution that `from` names, of the same state machine as the one whose id is given. */
function formerExecution(from: string, id: string): DeployedExecution {
  const current = keptExecution(id)
  if (current === undefined) {
    throw refused(
      'an execution in Step Functions, which keeps its past executions',
      'a local run',
      'give its continuationToken instead',
    )
  }
  const { arn, stateMachineArn } = current
  const former = keptExecution(NAME.test(from) ? besides(arn, from) : from)
  if (former === undefined) {
    throw refused(
      'the name or the ARN of an execution of this state machine',
      found(from),
      'npx scavenge list shows them',
    )
  }
  if (former.stateMachineArn === stateMachineArn) return former
  const [own, others] = [stateMachineArn, former.stateMachineArn]
  throw refused(
    `an execution of ${own}`,
    `one of ${others}`,
    'start an execution of that state machine, or name another',
  )
}

function described({ arn, name }: DeployedExecution, requests: ExecutionRequests) {
  return describeExecution(arn, requests).catch((error: unknown) => {
    if (!(error instanceof Error && isUnknownExecution(error.name))) throw error
    const kept = 'an ended one is kept for 90 days; correct the name, or start without continueFrom'
    throw refused('an execution of this state machine', `none of the name ${name}`, kept)
  })
}

/** A shard ends as `continued` without a successor, and the next round goes on from it. */
function checkUnfinished({ name }: DeployedExecution, output: string | undefined): void {
  const { status, successor } = Object(parseJson(output)) // left out of the answer, it counts as finished
  if (status === 'continued' && successor === undefined) return
  if (status === 'continued') {
    throw refused('an execution that did not finish', `${name}, which handed over`, `continue from ${successor}`)
  }
  throw refused('an execution that did not finish', `${name}, which succeeded`, 'start without continueFrom')
}

function withoutToken({ name }: DeployedExecution, answer: LastAnswer | undefined, ended: string): InvalidInput {
  if (answer?.status === 'complete') {
    const was = `${name}, whose last pass had read the whole table`
    return refused('an execution that left something to read', was, 'start without continueFrom')
  }
  const was = `${name}, which ended as ${ended} before that`
  return refused('an execution of which a pass answered', was, 'start without continueFrom')
}

function refused(expected: string, was: string, todo: string): InvalidInput {
  return new InvalidInput(`execution input: continueFrom: expected ${expected}, found ${was}: ${todo}`)
}
