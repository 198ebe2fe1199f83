import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteTableCommand, DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { SeedCounts } from '../../../cli/engine/seedItems.ts'
import { makeSeedTable } from '../../../cli/engine/seedTable.ts'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { deployedName } from '../../../statemachine/stage/deployedName.ts'
import { ask } from './emulatedAws.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import type { PythonTool } from './pythonTool.ts'

const SERVICE = 'dynamodb-scavenger'

/** Milliseconds between two looks at what goes on. */
const LOOK_MS = 100

/** What an execution came to. */
export interface Ended {
  readonly arn: string
  readonly status: string
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly output: Partial<PassResult> & { readonly runningExecution?: string }
}

/** An emulated account as an operator's console shows it. */
export class Account {
  readonly emulator: Emulator
  readonly dynamodb: DynamoDBClient
  readonly sfn: SFNClient

  private constructor(emulator: Emulator) {
    const { endpoint, region } = emulator
    const options = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
    this.emulator = emulator
    this.dynamodb = new DynamoDBClient(options)
    this.sfn = new SFNClient(options)
  }

  static async open(tool: PythonTool): Promise<Account> {
    return new Account(await startEmulator(tool))
  }

  async close(): Promise<void> {
    this.dynamodb.destroy()
    this.sfn.destroy()
    await this.emulator.close()
  }

  /** Makes the seed's table, anew where there is one; what a run must find there, given its cutoff. */
  async seed(table: string, items: number): Promise<(cutoffMs: number) => SeedCounts> {
    const { TableNames = [] } = await this.dynamodb.send(new ListTablesCommand({}))
    if (TableNames.includes(table)) await this.dynamodb.send(new DeleteTableCommand({ TableName: table }))
    return makeSeedTable({ client: this.dynamodb, table, items, nowMs: Date.now(), signal: NEVER })
  }

  /** Items in a table, counted by a scan. */
  async count(TableName: string): Promise<number> {
    let [count, ExclusiveStartKey]: [number, Record<string, never> | undefined] = [0, undefined]
    do {
      const page = await this.dynamodb.send(
        new ScanCommand({ TableName, Select: 'COUNT', ConsistentRead: true, ExclusiveStartKey }),
      )
      count += page.Count ?? 0
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey
    } while (ExclusiveStartKey !== undefined)
    return count
  }

  /** Starts an execution as the console does; its ARN. */
  async start(stage: string, rule: string, input: object = {}): Promise<string> {
    const stateMachineArn = this.#stateMachine(stage, rule)
    const { executionArn } = await this.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    )
    if (executionArn === undefined) throw new Error('expected the ARN of an execution')
    return executionArn
  }

  /** Waits until the execution is over. */
  async end(arn: string): Promise<Ended> {
    for (;;) {
      const {
        status = '',
        error,
        cause,
        output,
      } = await this.sfn.send(new DescribeExecutionCommand({ executionArn: arn }))
      if (status !== 'RUNNING') return { arn, status, error, cause, output: JSON.parse(output ?? '{}') }
      await sleep(LOOK_MS)
    }
  }

  async run(stage: string, rule: string, input: object = {}): Promise<Ended> {
    return this.end(await this.start(stage, rule, input))
  }

  /** The ARNs of a rule's executions, newest first. */
  async executions(stage: string, rule: string): Promise<readonly string[]> {
    const { executions = [] } = await this.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: this.#stateMachine(stage, rule) }),
    )
    return executions.map(({ executionArn = '' }) => executionArn)
  }

  /** What the passes of an execution have answered so far, first to last. */
  async passes(executionArn: string): Promise<readonly PassResult[]> {
    const { events = [] } = await this.sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
    return events.flatMap(({ stateExitedEventDetails: exited }) =>
      exited?.name === 'Scavenge' ? [JSON.parse(exited.output ?? '{}').pass.Payload as PassResult] : [],
    )
  }

  /** Waits until something holds, and returns it. */
  async until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
    for (;;) {
      const found = await look()
      if (found !== undefined) return found
      await sleep(LOOK_MS)
    }
  }

  /** Changes how long a rule's function may run, as an operator can in the console. */
  async setTimeout(stage: string, rule: string, seconds: number): Promise<void> {
    const path = `/2015-03-31/functions/${deployedName(SERVICE, { stage, rule })}/configuration`
    await ask(this.emulator, 'lambda', { method: 'PUT', path, json: { Timeout: seconds } })
  }

  /** What a rule's function has logged. */
  async log(stage: string, rule: string): Promise<string> {
    const logGroupName = `/aws/lambda/${deployedName(SERVICE, { stage, rule })}`
    const target = 'Logs_20140328.FilterLogEvents'
    const { events = [] } = JSON.parse(await ask(this.emulator, 'logs', { target, json: { logGroupName } }))
    return events.map(({ message }: { readonly message: string }) => message).join('\n')
  }

  #stateMachine(stage: string, rule: string): string {
    return `arn:aws:states:${this.emulator.region}:000000000000:stateMachine:${deployedName(SERVICE, { stage, rule })}`
  }
}
