import type { Context } from 'aws-lambda'
import { ruleOf } from './environment/environment.ts'
import { parseEvent } from './execution/event.ts'
import type { PassInput } from './execution/input.ts'
import { withStartValues } from './execution/startValues.ts'
import { errorFields, logOf } from './log.ts'
import { type Begun, beginTask } from './tasks/begin.ts'
import { type Gathered, gatherTask } from './tasks/gather.ts'
import { engineOfTasks, type Invocation } from './tasks/invocation.ts'
import { type PassAnswer, pass } from './tasks/pass.ts'

type LambdaContext = Pick<Context, 'getRemainingTimeInMillis'> & Partial<Pick<Context, 'awsRequestId'>>

const engine = engineOfTasks()

/**
 * Begin, one pass or gather, invoked by the state machine, for the rule in the function's environment. Answers as that
 * task does, or throws an error whose name the state machine matches on. Logs one line for the answer or the error.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<Begun | PassAnswer | Gathered> {
  const { RULE_NAME = '', STAGE = '' } = process.env
  const log = logOf(RULE_NAME, STAGE, context.awsRequestId)
  const remainingMs = () => context.getRemainingTimeInMillis()
  const remainingAtStartMs = remainingMs()
  try {
    const deployed = ruleOf(process.env)
    const input = parseEvent(event, deployed)
    const rule = withStartValues(deployed, input.values)
    log.appendKeys({ execution: input.execution.id })
    const invocation = { rule, stage: STAGE, remainingMs, log }
    const answer = await answered(input, invocation)
    const seconds = (remainingAtStartMs - remainingMs()) / 1_000
    log.info(MESSAGES[input.kind], { ...summary(answer), seconds })
    return answer
  } catch (error) {
    log.error('invocation failed', errorFields(error))
    throw error
  }
}

/** What is logged of an answer to each kind of invocation. */
const MESSAGES = { begin: 'begun', first: 'pass answered', next: 'pass answered', gather: 'shards gathered' } as const

function answered(input: PassInput, invocation: Invocation): Promise<Begun | PassAnswer | Gathered> {
  const { kind, round } = input
  if (kind === 'begin') return beginTask(engine, input, invocation)
  return round === undefined ? pass(engine, input, invocation) : gatherTask({ ...input, round }, invocation)
}

/** The part of an answer that is logged: never its token, which holds keys, nor the values in a round's input. */
function summary(answer: Begun | PassAnswer | Gathered) {
  if ('round' in answer) {
    const { round, ...rest } = answer
    return { ...rest, round: round.number, shards: round.shards.length }
  }
  if (!('progress' in answer) || !('trouble' in answer)) return { ...answer, continuationToken: undefined }
  const { status, ledger, progress, trouble, historyEvents, waitSeconds } = answer
  const { windowOpens, successor } = { windowOpens: undefined, successor: undefined, ...answer }
  return { status, waitSeconds, windowOpens, ledger, progress, trouble, historyEvents, ...(successor && { successor }) }
}
