import http from 'node:http'
import https from 'node:https'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { regionOfHost } from '../../functions/scavenge/sdk/awsHost.ts'
import { withoutLogger } from '../../functions/scavenge/sdk/withoutLogger.ts'
import { RunFailure } from '../shell/failure.ts'

/** Credentials for an engine on this machine: it checks only that they are there. */
const DUMMY = { accessKeyId: 'local', secretAccessKey: 'local' }
/** An endpoint that does not answer for this long is unreachable. */
const REACH_MS = 5000

/** A way to reach a DynamoDB endpoint. */
export interface Endpoint {
  readonly client: DynamoDBClient
  /** The environment variables by which a pass reaches the endpoint. The SDK renews credentials that expire. */
  environment(): Promise<Record<string, string>>
}

/**
 * Opens the endpoint at `url`. The Region comes from an AWS host name, else from the AWS settings. The credentials come
 * from the SDK's default chain; an engine on this machine gets dummies when the environment has none. Throws RunFailure
 * `EndpointUnreachable`, `CredentialsMissing` or `RegionMissing`.
 */
export async function openEndpoint(url: string): Promise<Endpoint> {
  const { hostname } = new URL(url)
  const local = isLoopback(hostname)
  const useDummy = local && process.env.AWS_ACCESS_KEY_ID === undefined
  await waitForAnswer(url)
  const fallbackRegion = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || (local ? 'us-east-1' : undefined)
  const region = regionOfHost(hostname) ?? fallbackRegion
  const client = withoutLogger(
    new DynamoDBClient({
      endpoint: url,
      ...(region !== undefined && { region }),
      ...(useDummy && { credentials: DUMMY }),
    }),
  )
  const environment = async () => {
    const credentials = await client.config.credentials().catch((cause: Error) => {
      throw new RunFailure('CredentialsMissing', `${cause.message}: set AWS_PROFILE, or sign in`, { cause })
    })
    return {
      AWS_REGION: await regionOfClient(client),
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    }
  }
  await environment() // what is missing is said before anything runs
  return { client, environment }
}

/** The client's Region. Throws RunFailure `RegionMissing`. */
export async function regionOfClient(client: DynamoDBClient): Promise<string> {
  return client.config.region().catch((cause: Error) => {
    throw new RunFailure('RegionMissing', `${cause.message}: set AWS_REGION`, { cause })
  })
}

/** Resolves when the endpoint answers anything. It does not use fetch, which refuses some ports. */
async function waitForAnswer(url: string): Promise<void> {
  const request = url.startsWith('https:') ? https.request : http.request
  try {
    await new Promise<void>((resolve, reject) => {
      const asked = request(url, (answer) => {
        answer.destroy()
        resolve()
      })
      asked.setTimeout(REACH_MS, () => asked.destroy(new Error(`no answer for ${REACH_MS / 1000} s`)))
      asked.on('error', reject).end()
    })
  } catch (error) {
    const why = error instanceof Error ? ('code' in error ? error.code : error.message) : error
    throw new RunFailure(
      'EndpointUnreachable',
      `nothing answers at ${url} (${why}): start the engine or correct --endpoint`,
      { cause: error },
    )
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}
