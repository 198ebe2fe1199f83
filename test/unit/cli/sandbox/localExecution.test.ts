import { describe, expect, test } from '@jest/globals'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { runExecution } from '../../../../cli/sandbox/localExecution.ts'
import { loadDefinition } from '../../../../statemachine/definition.ts'

const COMPLETE = { status: 'complete', waitSeconds: 0, ledger: { failed: 0 } }

interface Payload {
  readonly input: Readonly<Record<string, unknown>>
  readonly pass: { readonly status: string; readonly continuationToken: string | null }
  readonly execution: { readonly id: string; readonly startTime: string }
  readonly retryCount: number
}

/** The deployed definition, its retries without their waiting. */
function impatient(): StateMachineDefinition {
  const text = JSON.stringify(loadDefinition('stub'))
  return JSON.parse(text.replaceAll(/"IntervalSeconds":\d+/g, '"IntervalSeconds":0'))
}

/** Runs one execution whose passes answer, or throw, in turn. */
async function run(answers: readonly unknown[], input = {}, signal = new AbortController().signal) {
  const payloads: Payload[] = []
  const result = await runExecution({
    definition: impatient(),
    input,
    name: 'stub',
    signal,
    runBegin: async () => ({ status: 'start', decided: {} }),
    async runPass(payload) {
      const answer = answers[payloads.push(payload as Payload) - 1]
      if (answer instanceof Error) throw answer
      return answer
    },
  })
  return { result, payloads }
}

function crash(name: string, message = 'RequestId: 1 Error: Runtime exited with error: exit status 1'): Error {
  return Object.assign(new Error(JSON.stringify({ errorType: name, errorMessage: message })), { name })
}

describe('an execution', () => {
  test('hands each pass the token of the one before, one start time and one id', async () => {
    const more = { status: 'continue', continuationToken: 'after-1', waitSeconds: 0, ledger: { failed: 0 } }
    const { result, payloads } = await run([more, COMPLETE], { dryRun: true })
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { ...COMPLETE, decided: {} } })
    expect(payloads.map(({ pass }) => pass.continuationToken)).toEqual([null, 'after-1'])
    expect(payloads[0]?.input).toEqual({ dryRun: true })
    expect(payloads.map(({ execution }) => execution)).toEqual(
      Array.from({ length: 2 }, () => ({ id: result.id, startTime: result.startTime, redriveCount: 0 })),
    )
  })

  test('counts the lost tries of a pass since the last one that answered', async () => {
    const more = { status: 'continue', continuationToken: 't', waitSeconds: 0, ledger: { failed: 0 } }
    const { result, payloads } = await run([
      crash('Runtime.ExitError'),
      crash('Sandbox.Timedout'),
      more,
      crash('Runtime.OutOfMemory'),
      COMPLETE,
    ])
    expect(result.status).toBe('SUCCEEDED')
    expect(payloads.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2, 0, 1])
  })

  test('repeats no pass that ended with an error of ours, and says it in a sentence', async () => {
    for (const name of ['TableNotFound', 'InvalidInput']) {
      const { result, payloads } = await run([crash(name, 'expected this, found that')])
      expect(result).toMatchObject({ status: 'FAILED', error: name, cause: 'expected this, found that' })
      expect(payloads).toHaveLength(1)
    }
  })

  test('fails when the tries are used up', async () => {
    const { result, payloads } = await run(Array.from({ length: 20 }, () => crash('Runtime.ExitError')))
    expect(result).toMatchObject({ status: 'FAILED', error: 'Runtime.ExitError' })
    expect(payloads).toHaveLength(9)
  })

  test('fails, without another try, on an answer that a state cannot hold', async () => {
    const { result, payloads } = await run([{ ...COMPLETE, padding: 'x'.repeat(262_144) }])
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' })
    expect(payloads).toHaveLength(1)
  })

  test('that is stopped ends as Aborted, while its pass still runs', async () => {
    const stop = new AbortController()
    const pass = Promise.withResolvers<unknown>()
    const result = await runExecution({
      definition: impatient(),
      input: {},
      name: 'stub',
      signal: stop.signal,
      runBegin: async () => ({ status: 'start', decided: {} }),
      runPass() {
        stop.abort()
        return pass.promise
      },
    })
    expect(result).toMatchObject({ status: 'FAILED', error: 'Aborted' })
    pass.resolve(COMPLETE)
  })
})
