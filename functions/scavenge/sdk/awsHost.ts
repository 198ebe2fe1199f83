/**
 * The hosts before the Region: DynamoDB's own, with FIPS, of an account, of a VPC's interface endpoint. Source, here and
 * below: DynamoDB's endpoint rule set and botocore's partitions.json, November 2026.
 */
const HOST = String.raw`(?:dynamodb|dynamodb-fips|\d{12}\.ddb|vpce-[a-z0-9-]+\.dynamodb)`
/** Such as eu-central-1, us-gov-west-1, eusc-de-east-1. */
const REGION = String.raw`(?<region>[a-z]+(?:-[a-z]+)+-\d+)`
/** The domains of the partitions, each with its dual-stack one. */
const DOMAINS = [
  'amazonaws.com',
  'api.aws',
  'vpce.amazonaws.com',
  'amazonaws.com.cn',
  'api.amazonwebservices.com.cn',
  'vpce.amazonaws.com.cn',
  'amazonaws.eu',
  'api.amazonwebservices.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
]
const AWS_HOST = new RegExp(`^${HOST}\\.${REGION}\\.(?:${DOMAINS.join('|').replaceAll('.', String.raw`\.`)})$`)

/** The Region that a host of AWS's own DynamoDB names; undefined for any other host. */
export function regionOfHost(hostname: string): string | undefined {
  return AWS_HOST.exec(hostname)?.groups?.region
}
