import { createServer, type Server } from 'node:http'
import { json } from 'node:stream/consumers'
import { member } from '../../functions/scavenge/execution/json.ts'

/** How an execution of this machine ended. */
type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED' | 'ABORTED'; readonly error: string; readonly cause: string }

interface Kept {
  readonly input: unknown
  readonly startMs: number
  /** What its function last answered; undefined before the first answer. */
  answer: unknown
  ending: (Ending & { readonly stopMs: number }) | undefined
}

/**
 * Stands in for Step Functions: keeps the executions of this run and answers DescribeExecution and GetExecutionHistory,
 * so that the function asks for them here as it does in AWS. Of a history it keeps the input, the newest answer and the end.
 */
export class LocalStepFunctions implements AsyncDisposable {
  readonly #server: Server
  readonly #executions = new Map<string, Kept>()

  private constructor(server: Server) {
    this.#server = server
  }

  /** On a free port of the loopback. */
  static async start(): Promise<LocalStepFunctions> {
    const server = createServer()
    const stepFunctions = new LocalStepFunctions(server)
    server.on('request', (request, response) => {
      const action = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '')
      json(request).then(
        (body) => {
          const [status, answer] = stepFunctions.#answer(action, member(body, 'executionArn'))
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer))
        },
        () => response.destroy(), // a pass that was killed sent a part of its request alone
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return stepFunctions
  }

  get endpoint(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('expected a server that listens on a port')
    return `http://127.0.0.1:${address.port}`
  }

  began(arn: string, input: unknown): void {
    this.#executions.set(arn, { input, startMs: Date.now(), answer: undefined, ending: undefined })
  }

  /** The function has answered Begin, a pass or gather. */
  answered(arn: string, answer: unknown): void {
    this.#kept(arn).answer = answer
  }

  ended(arn: string, ending: Ending): void {
    this.#kept(arn).ending = { ...ending, stopMs: Date.now() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #kept(arn: string): Kept {
    const kept = this.#executions.get(arn)
    if (kept === undefined) throw new Error(`expected an execution that began, found none: ${arn}`)
    return kept
  }

  #answer(action: string, arn: unknown): readonly [status: number, answer: object] {
    const kept = typeof arn === 'string' ? this.#executions.get(arn) : undefined
    if (kept === undefined) return [400, { __type: 'ExecutionDoesNotExist', message: `none of the ARN ${arn}` }]
    if (action === 'DescribeExecution') return [200, described(String(arn), kept)]
    if (action === 'GetExecutionHistory') return [200, { events: newestFirst(kept) }]
    return [400, { __type: 'UnknownOperationException', message: `expected no ${action} of this machine` }]
  }
}

/** Times are seconds since 1970, as on the wire. */
function described(executionArn: string, { input, startMs, ending }: Kept): object {
  const begun = { executionArn, input: JSON.stringify(input), startDate: startMs / 1_000 }
  if (ending === undefined) return { ...begun, status: 'RUNNING' }
  const { status, stopMs } = ending
  const stopped = { ...begun, status, stopDate: stopMs / 1_000 }
  if (ending.status === 'SUCCEEDED') return { ...stopped, output: JSON.stringify(ending.output) }
  return { ...stopped, error: ending.error, cause: ending.cause }
}

function newestFirst({ input, startMs, answer, ending }: Kept): readonly object[] {
  const timestamp = startMs / 1_000
  const taskSucceededEventDetails = {
    resourceType: 'lambda',
    resource: 'invoke',
    output: JSON.stringify({ Payload: answer }),
  }
  const began = { executionStartedEventDetails: { input: JSON.stringify(input) } }
  const ends = { SUCCEEDED: 'ExecutionSucceeded', FAILED: 'ExecutionFailed', ABORTED: 'ExecutionAborted' } as const
  return [
    ...(ending === undefined ? [] : [{ id: 3, type: ends[ending.status], timestamp: ending.stopMs / 1_000 }]),
    ...(answer === undefined ? [] : [{ id: 2, type: 'TaskSucceeded', timestamp, taskSucceededEventDetails }]),
    { id: 1, type: 'ExecutionStarted', timestamp, ...began },
  ]
}
