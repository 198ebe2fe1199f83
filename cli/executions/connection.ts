import { SFNClient } from '@aws-sdk/client-sfn'
import { withoutLogger } from '../../functions/scavenge/sdk/withoutLogger.ts'

/** How a command reaches AWS, as the AWS CLI's options of the same names do. */
export interface ConnectionFlags {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly endpointUrl?: string | undefined
}

/** A connection or a request that takes longer is lost. */
const CONNECT_MS = 5_000
const REQUEST_MS = 30_000

/**
 * A client by the usual settings: environment variables, profiles, sign-ins, endpoints (AWS_ENDPOINT_URL too). Nothing
 * is asked yet, so that what is missing shows at the first request.
 */
export function connect({ region, profile, endpointUrl }: ConnectionFlags): SFNClient {
  // The SDK doesn't know the second one, which the AWS CLI does.
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const named = region ?? (AWS_REGION || AWS_DEFAULT_REGION || undefined)
  const client = new SFNClient({
    ...(named !== undefined && { region: named }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    // A profile that is named wins over credentials in the environment; the SDK would warn of it in seven lines.
    ...(profile !== undefined && { profile, logger: SILENT }),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
  })
  return withoutLogger(client)
}

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }
