import { Lambda } from '../../../cli/sandbox/lambda.ts'
import { type ExecutionResult, runExecution } from '../../../cli/sandbox/localExecution.ts'
import type { PassResult } from '../../../functions/scavenge/pass/runPass.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { loadDefinition } from '../../../statemachine/definition.ts'
import { CREDENTIALS, REGION } from '../engines/tables.ts'
import { expectBalance } from './handlerRuns.ts'

export interface Deployed {
  /** Runs one execution: its result, and what each of its passes answered, whose ledgers must balance. */
  run(input?: Record<string, string | number | boolean>): Promise<DeployedRun>
  /** Invokes the function once. */
  pass(event: object): Promise<unknown>
  close(): Promise<void>
}

interface DeployedRun {
  readonly result: ExecutionResult
  readonly answers: readonly PassResult[]
  /** Names of the errors by which passes ended. */
  readonly errors: readonly string[]
}

/** The deployed bundle in a process of its own, under the deployed definition. `rule`: as in a rule file. */
export function deploy(bundle: string, endpoint: string, rule: object, passMs: number): Deployed {
  const lambda = new Lambda({
    bundle,
    functionName: 'under-test',
    timeoutMs: passMs,
    memoryMb: 512,
    environment: async () => ({
      RULE: JSON.stringify(rule),
      RULE_NAME: 'under-test',
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    }),
  })
  return {
    async run(input = {}) {
      const answers: PassResult[] = []
      const errors: string[] = []
      const result = await runExecution({
        definition: loadDefinition('under-test'),
        input,
        name: 'under-test',
        signal: NEVER,
        runBegin: (payload) => lambda.invoke(payload),
        async runPass(payload) {
          try {
            const answer = (await lambda.invoke(payload)) as PassResult
            answers.push(answer)
            return answer
          } catch (error) {
            errors.push(error instanceof Error ? error.name : String(error))
            throw error
          }
        },
      })
      for (const answer of answers) expectBalance(answer)
      return { result, answers, errors }
    },
    pass: (event) => lambda.invoke(event),
    close: () => lambda.close(),
  }
}
