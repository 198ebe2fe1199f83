import { readFileSync } from 'node:fs'
import type { StateMachineDefinition } from 'aws-local-stepfunctions'
import { parse } from 'yaml'
import { STATES } from './states.ts'

/** How a task names its function: by ARN, by name, or by CloudFormation's reference to a function of the same stack. */
export type FunctionReference = string | { readonly 'Fn::GetAtt': readonly [logicalId: string, attribute: 'Arn'] }

/** How scavenge.asl.yml writes the partition: as CloudFormation's pseudo parameter. */
const PARTITION = `\${AWS::Partition}`

/**
 * The state machine as it is deployed: its tasks invoke the function `functionReference`, and CloudFormation puts the
 * partition into each integration's ARN. Each call returns a new object.
 */
export function deployedDefinition(functionReference: FunctionReference): StateMachineDefinition {
  return definitionWith(functionReference, (arn) => ({ 'Fn::Sub': arn }))
}

/** The same state machine with the partition put in, for a runner and for validators. Each call returns a new object. */
export function loadDefinition(functionReference: FunctionReference, partition = 'aws'): StateMachineDefinition {
  return definitionWith(functionReference, (arn) => arn.replace(PARTITION, partition))
}

function definitionWith(functionReference: FunctionReference, resourceOf: (arn: string) => unknown) {
  const definition = parse(readFileSync(new URL('scavenge.asl.yml', import.meta.url), 'utf8'))
  putIn(definition.States, resourceOf)
  for (const task of [STATES.begin, STATES.pass, STATES.gather])
    definition.States[task].Parameters.FunctionName = functionReference
  return definition
}

/** Puts each integration's ARN in, in the states of a map too. */
function putIn(states: Readonly<Record<string, ParsedState>>, resourceOf: (arn: string) => unknown): void {
  for (const state of Object.values(states)) {
    if (typeof state.Resource === 'string') state.Resource = resourceOf(state.Resource)
    if (state.ItemProcessor) putIn(state.ItemProcessor.States, resourceOf)
  }
}

interface ParsedState {
  Resource?: unknown
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, ParsedState>> }
}
