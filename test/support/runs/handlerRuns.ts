import { performance } from 'node:perf_hooks'
import { expect, jest } from '@jest/globals'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { expectBalance } from '../oracle/balance.ts'
import { confirmation } from './confirmation.ts'
import { surroundingsOn, UNDER_TEST } from './passEnvironment.ts'

/** The deployed entry, loaded anew for one endpoint. */
export type Handler = (event: unknown, context: { getRemainingTimeInMillis(): number }) => Promise<PassResult>

/** A start to which the tests' ages are relative. */
export const START_TIME = '2026-03-04T05:06:07.890Z'

let loaded = 0

/** A handler of its own, with a client of its own, that finds its table at `endpoint`. */
export async function handlerAt(endpoint: string): Promise<Handler> {
  const invoke = await functionAt(endpoint)
  return async (event, context) => {
    const answer = await invoke(event, context)
    if (!('caps' in answer)) throw new Error(`expected a pass's answer, found one of status ${answer.status}`)
    return answer
  }
}

/** The same for Begin and the passes. Its rule is the environment's at each invocation. */
export async function functionAt(endpoint: string) {
  const own: typeof import('../../../functions/scavenge/handler.ts') = await import(
    `../../../functions/scavenge/handler.ts?${++loaded}`
  )
  return (event: unknown, context: Parameters<Handler>[1]) => {
    // The client looks for its endpoint at its first request and keeps it.
    Object.assign(process.env, surroundingsOn(endpoint))
    return own.handler(event, context)
  }
}

export interface Execution {
  readonly handler: Handler
  /** As in a rule file. It is confirmed in the input. */
  readonly rule: object
  readonly input?: Readonly<Record<string, unknown>>
  /** Milliseconds that a pass has. */
  readonly passMs?: number
  readonly startTime?: string
  /** Called between two passes; what it answers is the rule from then on. */
  readonly betweenPasses?: (answers: readonly PassResult[]) => Promise<object | undefined>
}

export interface Passed {
  readonly answers: readonly PassResult[]
  readonly last: PassResult
  /** What the passes logged. */
  readonly log: string
}

/** Passes in a row as the state machine makes them, until one completes or throws. Each one's ledger must balance. */
export async function execute(execution: Execution): Promise<Passed> {
  const { handler, input = {}, passMs = 30_000, startTime = START_TIME, betweenPasses } = execution
  const { continuationToken = null, ...rest } = input
  const written = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(() => true),
  )
  const log = () => written.flatMap((spy) => spy.mock.calls.map(([text]) => String(text))).join('')
  const answers: PassResult[] = []
  let rule: object = execution.rule
  let pass: { status: string; continuationToken: unknown } = { status: 'start', continuationToken }
  const invoke = (event: object) => {
    process.env.RULE = JSON.stringify(rule)
    process.env.RULE_NAME = UNDER_TEST
    const endMs = performance.now() + passMs
    return handler(event, { getRemainingTimeInMillis: () => endMs - performance.now() })
  }
  try {
    const confirmed = { ...(await confirmation(invoke, rest.values)), ...rest }
    for (const spy of written) spy.mockClear()
    for (;;) {
      const event = { input: confirmed, pass, execution: { id: 'arn:execution', startTime }, retryCount: 0 }
      const answer = await invoke(event)
      answers.push(answer)
      expectBalance(answer)
      if (answer.status === 'complete') {
        expect(answer.continuationToken).toBeUndefined()
        return { answers, last: answer, log: log() }
      }
      pass = { status: answer.status, continuationToken: answer.continuationToken }
      rule = (await betweenPasses?.(answers)) ?? rule
    }
  } finally {
    for (const spy of written) spy.mockRestore()
  }
}
