import { SFNClient } from '@aws-sdk/client-sfn'
import type { ExecutionRequests } from '../../../functions/scavenge/execution/executionRequests.ts'
import type { World } from '../world/world.ts'
import type { SimulatedExecution } from './execution.ts'

/** Of the state machine and of all its executions. */
const PREFIX = 'arn:aws:states:eu-central-1:123456789012:execution:things:'

/** Mean milliseconds until Step Functions answers. */
const LATENCY_MS = 100

/** Everything that Step Functions keeps of a run, and how the function asks it. */
export class SimulatedExecutions {
  readonly #world: World
  readonly #byArn = new Map<string, SimulatedExecution>()
  readonly #client: SFNClient

  constructor(world: World) {
    this.#world = world
    this.#client = new SFNClient({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    })
    this.#client.middlewareStack.add(
      (_, { commandName }) =>
        async ({ input }) => {
          return { output: { $metadata: {}, ...(await this.#answer(commandName, input)) }, response: undefined }
        },
      { step: 'initialize', priority: 'high' }, // in place of all that would serialize, sign and send
    )
  }

  get all(): Iterable<SimulatedExecution> {
    return this.#byArn.values()
  }

  arnOf(name: string): string {
    return PREFIX + name
  }

  find(name: string): SimulatedExecution | undefined {
    return this.#byArn.get(this.arnOf(name))
  }

  add(execution: SimulatedExecution): void {
    const { name, arn } = execution
    const { violate } = this.#world
    if (this.#byArn.has(arn)) violate('a name is used once', name)
    if (name.length > 80) violate('a name has at most 80 characters', `${name.length}`)
    this.#byArn.set(arn, execution)
  }

  /** As the function asks for executions; some requests fail. */
  get requests(): ExecutionRequests {
    const { clock, random } = this.#world
    return { client: this.#client, clock, random: () => random.next() }
  }

  async #answer(command: string | undefined, input: object): Promise<object> {
    const { clock, faults, random } = this.#world
    await clock.sleep(LATENCY_MS * random.exponential(1))
    if (faults.strikes('throttledRequest')) throw refusal('ThrottlingException')
    if (faults.strikes('internalError')) throw refusal('InternalFailure')
    const { executionArn, maxResults, nextToken } = { ...EMPTY, ...input }
    const execution = this.#byArn.get(executionArn)
    if (execution === undefined) throw refusal('ExecutionDoesNotExist')
    if (command === 'DescribeExecutionCommand') return execution.described
    if (command !== 'GetExecutionHistoryCommand') throw new Error(`expected no ${command}`)
    const from = Number(nextToken ?? 0)
    const newestFirst = execution.events.toReversed()
    const events = newestFirst.slice(from, from + maxResults)
    const next = from + maxResults
    return { events, ...(next < newestFirst.length && { nextToken: String(next) }) }
  }
}

/** The input of a request, as far as it is read. */
const EMPTY: { readonly executionArn: string; readonly maxResults: number; readonly nextToken?: string } = {
  executionArn: '',
  maxResults: 1_000,
}

function refusal(name: string): Error {
  return Object.assign(new Error(name), { name })
}
