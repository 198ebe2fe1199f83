import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { regionOfHost } from './awsHost.ts'

/** Scheme, host and port of the endpoint that a client sends to; undefined where it is AWS's own. */
export async function foreignOrigin({ config }: DynamoDBClient): Promise<string | undefined> {
  const { url } = await getEndpointFromInstructions({}, DescribeTableCommand, { ...config })
  return regionOfHost(url.hostname) === undefined ? url.origin : undefined
}
