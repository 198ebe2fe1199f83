import {
  DescribeExecutionCommand,
  type GetExecutionHistoryCommandInput,
  type GetExecutionHistoryCommandOutput,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  type SFNClientResolvedConfig,
} from '@aws-sdk/client-sfn'
import { makeBuilder } from '@smithy/core/client'
import { getEndpointPlugin } from '@smithy/core/endpoints'
import type { $SchemaRef, StaticOperationSchema, StaticStructureSchema } from '@smithy/types'

const NAMESPACE = 'com.amazonaws.sfn'

/** Smithy's simple shapes, by the numbers that its schemas have for them. */
const [TEXT, NUMBER, BOOLEAN] = [0, 1, 2] as const

/** The data of an event that the function reads; whatever else an event holds is left out of the answer. */
const event = structure('HistoryEvent', {
  id: NUMBER,
  executionStartedEventDetails: structure('ExecutionStartedEventDetails', { input: TEXT }),
  taskScheduledEventDetails: structure('TaskScheduledEventDetails', { parameters: TEXT }),
  taskSucceededEventDetails: structure('TaskSucceededEventDetails', {
    output: TEXT,
    outputDetails: structure('HistoryEventExecutionDataDetails', { truncated: BOOLEAN }),
  }),
  stateExitedEventDetails: structure('StateExitedEventDetails', { output: TEXT }),
})

const operation: StaticOperationSchema = [
  9,
  NAMESPACE,
  'GetExecutionHistory',
  0,
  structure('GetExecutionHistoryInput', {
    executionArn: TEXT,
    maxResults: NUMBER,
    reverseOrder: BOOLEAN,
    nextToken: TEXT,
    includeExecutionData: BOOLEAN,
  }),
  structure('GetExecutionHistoryOutput', { events: [1, NAMESPACE, 'HistoryEventList', 0, event], nextToken: TEXT }),
]

const command = makeBuilder<SFNClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>(
  DescribeExecutionCommand.getEndpointParameterInstructions(),
  'AWSStepFunctions',
  'SFNClient',
  getEndpointPlugin,
)

/**
 * GetExecutionHistory with a schema of the few members that are read. The SDK's own command brings the schemas of all
 * forty kinds of events into the bundle, 10 KB.
 */
export class ExecutionHistoryCommand extends command<GetExecutionHistoryCommandInput, GetExecutionHistoryCommandOutput>(
  {},
  () => [],
  'GetExecutionHistory',
  operation,
) {}

function structure(name: string, members: Readonly<Record<string, $SchemaRef>>): StaticStructureSchema {
  return [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members)]
}
