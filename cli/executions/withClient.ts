import type { SFNClient } from '@aws-sdk/client-sfn'
import { type ConnectionFlags, connect } from './connection.ts'
import type { ExecutionName } from './names.ts'
import { refusal } from './refusal.ts'

/** Lends a client to `act`. Throws a RunFailure of one line for what AWS, the connection or the settings refuse. */
export async function withClient<T>(flags: ConnectionFlags, act: (client: SFNClient) => Promise<T>): Promise<T> {
  const client = connect(flags)
  try {
    return await act(client)
  } catch (error) {
    throw refusal(error, { endpoint: endpointOf(flags), profile: flags.profile ?? process.env.AWS_PROFILE }) ?? error
  } finally {
    client.destroy()
  }
}

/** The same in the Region of an execution, unless the flags name another. */
export function withClientOf<T>(
  { region }: ExecutionName,
  flags: ConnectionFlags,
  act: (client: SFNClient) => Promise<T>,
): Promise<T> {
  return withClient({ ...flags, region: flags.region ?? region }, act)
}

function endpointOf({ endpointUrl, region }: ConnectionFlags): string {
  const { AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL, AWS_REGION } = process.env
  const url = endpointUrl ?? AWS_ENDPOINT_URL_SFN ?? AWS_ENDPOINT_URL
  return url ?? `the endpoint of Step Functions${region || AWS_REGION ? ` in ${region ?? AWS_REGION}` : ''}`
}
