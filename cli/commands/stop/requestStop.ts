import { type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn'

/** Stops an execution, unless it has ended meanwhile. Throws what else the client throws. */
export async function requestStop(client: SFNClient, executionArn: string): Promise<void> {
  const cause = 'stopped by npx scavenge stop'
  try {
    await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause }))
  } catch (error) {
    // The execution has ended meanwhile: its description says how.
    if (!(error instanceof Error && error.name === 'ValidationException')) throw error
  }
}
