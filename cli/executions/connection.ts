import { SFNClient } from '@aws-sdk/client-sfn'
import { withoutLogger } from '../../functions/scavenge/sdk/withoutLogger.ts'
import { type RegionFlags, regionOf } from '../../statemachine/stage/region.ts'

/** How a command reaches AWS. The AWS CLI has options of the same names. */
export interface ConnectionFlags {
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly endpointUrl?: string | undefined
}

/** A connection or a request that takes longer counts as lost. */
const CONNECT_MS = 5_000
const REQUEST_MS = 30_000

/**
 * A client by the AWS settings: environment variables, profiles, sign-ins and endpoints (AWS_ENDPOINT_URL included).
 * Sends nothing, so a missing setting shows at the first request.
 */
export function connect({ region, profile, endpointUrl }: ConnectionFlags): SFNClient {
  const client = new SFNClient({
    region: () => requiredRegion({ region, profile }),
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
    // A named profile wins over credentials in the environment. The SDK would warn about that in seven lines.
    ...(profile !== undefined && { profile, logger: SILENT }),
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS, throwOnRequestTimeout: true },
  })
  return withoutLogger(client)
}

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The SDK's own error where there is none: it is told in one line. */
async function requiredRegion(flags: RegionFlags): Promise<string> {
  const region = await regionOf(flags, process.env)
  if (region === undefined) throw new Error('Region is missing')
  return region
}
