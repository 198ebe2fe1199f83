/** An execution that Step Functions itself runs: others can be looked up beside it. */
export interface DeployedExecution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
}

/** A Region ends in a number; the local runner's executions are in none. */
const EXECUTION_ARN = /^(arn:aws[a-z-]*:states:[a-z]+(?:-[a-z]+)+-\d+:\d{12}:)execution:([^:]+):([^:]+)$/

/** What an execution's id says, or undefined where it is not the ARN of a deployed Standard execution. */
export function deployedExecution(id: string): DeployedExecution | undefined {
  const [, prefix, stateMachine, name] = EXECUTION_ARN.exec(id) ?? []
  return name === undefined ? undefined : { arn: id, name, stateMachineArn: `${prefix}stateMachine:${stateMachine}` }
}
