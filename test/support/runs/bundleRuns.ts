import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { Lambda } from '../../../cli/sandbox/lambda.ts'
import { type ExecutionResult, runExecution } from '../../../cli/sandbox/localExecution.ts'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { loadDefinition } from '../../../statemachine/definition.ts'
import { expectBalance } from '../oracle/balance.ts'
import { confirmation } from './confirmation.ts'
import { environmentOn, UNDER_TEST } from './passEnvironment.ts'

export interface DeployOptions {
  /** Path of the bundle. */
  readonly bundle: string
  readonly endpoint: string
  /** As in a rule file. */
  readonly rule: object
  /** Milliseconds after which a pass is killed. */
  readonly passMs: number
  /** MiB, 512 unless told. */
  readonly memoryMb?: number
  /** What the next invocation finds in its environment besides. */
  readonly environment?: () => Readonly<Record<string, string>>
  /** The deployed one unless told. */
  readonly definition?: StateMachineDefinition
  readonly on?: RunEvents
}

/** Called as it happens. */
export interface RunEvents {
  readonly process?: (pid: number) => void
  readonly pass?: () => void
  readonly answer?: () => void
  readonly error?: () => void
}

export interface Deployed {
  /** Runs one execution, confirmed in its input: its result, and what each of its passes answered, whose ledgers must balance. */
  run(input?: Record<string, string | number | boolean>): Promise<DeployedRun>
  /** Invokes the function once. */
  pass(event: object): Promise<unknown>
  close(): Promise<void>
}

export interface DeployedRun {
  readonly result: ExecutionResult
  readonly answers: readonly PassResult[]
  /** Names of the errors by which passes ended. */
  readonly errors: readonly string[]
}

/** The deployed bundle in a process of its own, under the deployed definition. */
export function deploy(options: DeployOptions): Deployed {
  const { bundle, endpoint, rule, passMs, memoryMb = 512, environment, on } = options
  const { definition = loadDefinition(UNDER_TEST) } = options
  const lambda = new Lambda({
    bundle,
    functionName: UNDER_TEST,
    timeoutMs: passMs,
    memoryMb,
    ...(on?.process && { onStart: on.process }),
    environment: async () => ({ ...environmentOn(endpoint, rule), ...environment?.() }),
  })
  return {
    async run(input = {}) {
      const answers: PassResult[] = []
      const errors: string[] = []
      const runPass = async (payload: unknown) => {
        on?.pass?.()
        try {
          const answer = (await lambda.invoke(payload)) as PassResult
          answers.push(answer)
          on?.answer?.()
          return answer
        } catch (error) {
          errors.push(error instanceof Error ? error.name : String(error))
          on?.error?.()
          throw error
        }
      }
      const runBegin = (payload: unknown) => lambda.invoke(payload)
      const confirmed = { ...(await confirmation((event) => lambda.invoke(event))), ...input }
      const result = await runExecution({
        definition,
        input: confirmed,
        name: UNDER_TEST,
        signal: NEVER,
        runBegin,
        runPass,
      })
      for (const answer of answers) expectBalance(answer)
      return { result, answers, errors }
    },
    pass: (event) => lambda.invoke(event),
    close: () => lambda.close(),
  }
}
