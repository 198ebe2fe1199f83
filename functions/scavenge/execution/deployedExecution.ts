/** An execution that Step Functions itself runs, so that others can be looked up beside it. */
export interface DeployedExecution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
}

/** A Region ends in a number; executions of the local runner are in no Region. */
const EXECUTION_ARN = /^(arn:aws[a-z-]*:states:[a-z]+(?:-[a-z]+)+-\d+:\d{12}:)execution:([^:]+):([^:]+)$/

/** The execution whose id is the ARN of a deployed Standard execution; undefined for any other id. */
export function deployedExecution(id: string): DeployedExecution | undefined {
  const [, prefix, stateMachine, name] = EXECUTION_ARN.exec(id) ?? []
  return name === undefined ? undefined : { arn: id, name, stateMachineArn: `${prefix}stateMachine:${stateMachine}` }
}
