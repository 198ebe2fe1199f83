import type { Context } from 'aws-lambda'
import { ruleOf } from './environment/environment.ts'
import { parseEvent } from './execution/event.ts'
import { withStartValues } from './execution/startValues.ts'
import { errorFields, logOf } from './log.ts'
import { type Begun, beginTask } from './tasks/begin.ts'
import { engineOfTasks } from './tasks/invocation.ts'
import { type PassAnswer, pass } from './tasks/pass.ts'

type LambdaContext = Pick<Context, 'getRemainingTimeInMillis'> & Partial<Pick<Context, 'awsRequestId'>>

const engine = engineOfTasks()

/**
 * Begin or one pass, invoked by the state machine, for the rule in the function's environment. Answers as `begin` or
 * the pass does, or throws an error whose name the state machine matches on. Logs one line for the answer or the error.
 */
export async function handler(event: unknown, context: LambdaContext): Promise<Begun | PassAnswer> {
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
    const answer =
      input.kind === 'begin' ? await beginTask(engine, input, invocation) : await pass(engine, input, invocation)
    const seconds = (remainingAtStartMs - remainingMs()) / 1_000
    log.info(input.kind === 'begin' ? 'begun' : 'pass answered', { ...summary(answer), seconds })
    return answer
  } catch (error) {
    log.error('invocation failed', errorFields(error))
    throw error
  }
}

/** The part of an answer that is logged: never its token, which holds keys. */
function summary(answer: Begun | PassAnswer) {
  if (!('ledger' in answer)) return { ...answer, continuationToken: undefined }
  const { status, waitSeconds, windowOpens, ledger, progress, trouble, historyEvents, successor } = answer
  return { status, waitSeconds, windowOpens, ledger, progress, trouble, historyEvents, ...(successor && { successor }) }
}
