import { readFileSync } from 'node:fs'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { parse } from 'yaml'
import { STATES } from './states.ts'

/** How a task names its function: by ARN, by name, or by CloudFormation's reference to a function of the same stack. */
export type FunctionReference = string | { readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: 'Arn'] }

/** The state machine, whose two tasks invoke the function `functionReference`. Each call returns a new object. */
export function loadDefinition(functionReference: FunctionReference): StateMachineDefinition {
  const definition = parse(readFileSync(new URL('scavenge.asl.yml', import.meta.url), 'utf8'))
  for (const task of [STATES.begin, STATES.pass]) definition.States[task].Parameters.FunctionName = functionReference
  return definition
}
