import { isShardName } from './shards/shardName.ts'

/** An execution that Step Functions itself runs, so that others can be looked up beside it. */
export interface DeployedExecution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
}

/** A Region ends in a number; executions of the local runner are in no Region. */
const EXECUTION_ARN = /^(arn:aws[a-z-]*:states:[a-z]+(?:-[a-z]+)+-\d+:\d{12}:)execution:([^:]+):([^:]+)$/

/** An execution of the local runner. */
const LOCAL_ARN = /^(arn:aws:states:local:\d{12}:)execution:([^:]+):([^:]+)$/

/** The execution whose id is the ARN of a deployed Standard execution; undefined for any other id. */
export function deployedExecution(id: string): DeployedExecution | undefined {
  return execution(id, EXECUTION_ARN)
}

/** The same, and a shard of a local run, which keeps the executions of its shards until it ends. */
export function keptExecution(id: string): DeployedExecution | undefined {
  const local = execution(id, LOCAL_ARN)
  return local !== undefined && isShardName(local.name) ? local : deployedExecution(id)
}

function execution(id: string, form: RegExp): DeployedExecution | undefined {
  const [, prefix, stateMachine, name] = form.exec(id) ?? []
  return name === undefined ? undefined : { arn: id, name, stateMachineArn: `${prefix}stateMachine:${stateMachine}` }
}

/** The name of an execution by its ARN, of the local runner's too. */
export function nameOfExecution(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}

/** The ARN of an execution of the same state machine as `arn`, by its name. */
export function besides(arn: string, name: string): string {
  return arn.slice(0, arn.lastIndexOf(':') + 1) + name
}
