/** An execution that Step Functions itself runs, so that others can be looked up beside it. */
export interface DeployedExecution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
}

/** A Region ends in a number; executions of the local runner are in no Region. */
const EXECUTION_ARN = /^(arn:aws[a-z-]*:states:[a-z]+(?:-[a-z]+)+-\d+:\d{12}:)execution:([^:]+):([^:]+)$/

/** A shard of the local runner, by the name that its parent gave it. */
const LOCAL_SHARD_ARN = /^(arn:aws:states:local:\d{12}:)execution:([^:]+):([^:]+-shard-\d+-of-\d+(?:-r\d+)?)$/

/** The execution whose id is the ARN of a deployed Standard execution; undefined for any other id. */
export function deployedExecution(id: string): DeployedExecution | undefined {
  return execution(id, EXECUTION_ARN)
}

/** The same, and a shard of a local run, which keeps the executions of its shards until it ends. */
export function keptExecution(id: string): DeployedExecution | undefined {
  return deployedExecution(id) ?? execution(id, LOCAL_SHARD_ARN)
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
