import { readFileSync } from 'node:fs'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { parse } from 'yaml'

/** How the task names its function: an ARN or name, or CloudFormation's reference to one of the same stack. */
export type FunctionReference = string | { readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: 'Arn'] }

/** The state machine with `functionReference` as the function that its two tasks invoke. A fresh object at each call. */
export function loadDefinition(functionReference: FunctionReference): StateMachineDefinition {
  const definition = parse(readFileSync(new URL('scavenge.asl.yml', import.meta.url), 'utf8'))
  for (const task of ['Begin', 'Scavenge']) definition.States[task].Parameters.FunctionName = functionReference
  return definition
}
