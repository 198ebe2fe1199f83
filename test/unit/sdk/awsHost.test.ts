import { describe, expect, test } from '@jest/globals'
import { regionOfHost } from '../../../functions/scavenge/sdk/awsHost.ts'

describe('the Region of a host', () => {
  test.each([
    ['dynamodb.eu-central-1.amazonaws.com', 'eu-central-1'],
    ['123456789012.ddb.us-east-1.amazonaws.com', 'us-east-1'],
    ['dynamodb.us-east-1.api.aws', 'us-east-1'],
    ['123456789012.ddb.us-west-2.api.aws', 'us-west-2'],
    ['dynamodb-fips.ca-west-1.amazonaws.com', 'ca-west-1'],
    ['dynamodb.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['dynamodb.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['123456789012.ddb.cn-northwest-1.api.amazonwebservices.com.cn', 'cn-northwest-1'],
    ['dynamodb.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['dynamodb.eusc-de-east-1.api.amazonwebservices.eu', 'eusc-de-east-1'],
    ['dynamodb.us-iso-east-1.c2s.ic.gov', 'us-iso-east-1'],
    ['vpce-0a1b2c3d-4e5f6a7b.dynamodb.us-east-1.vpce.amazonaws.com', 'us-east-1'],
  ])('%s is %s', (host, region) => {
    expect(regionOfHost(host)).toBe(region)
  })

  test.each([
    'localhost',
    'dynamodb.default.svc.cluster.local',
    'dynamodb.us-east-1.amazonaws.com.example.org',
    'dynamodb.us-east-1.amazonawsXcom',
    '12345.ddb.us-east-1.amazonaws.com',
    's3.us-east-1.amazonaws.com',
  ])('%s is not DynamoDB’s in AWS and names none', (host) => {
    expect(regionOfHost(host)).toBeUndefined()
  })
})
