import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from '@jest/globals'
import { foreignOrigin } from '../../../functions/scavenge/sdk/foreignOrigin.ts'
import { CREDENTIALS } from '../../support/engines/tables.ts'

interface Options {
  readonly region: string
  readonly endpoint?: string
  readonly useDualstackEndpoint?: boolean
}

function originOf(options: Options): Promise<string | undefined> {
  const credentials = { ...CREDENTIALS, accountId: '123456789012' }
  return foreignOrigin(new DynamoDBClient({ ...options, credentials }))
}

test.each(['eu-central-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'])(
  'the endpoint of the Region %s is AWS’s own',
  async (region) => {
    await expect(originOf({ region })).resolves.toBeUndefined()
    await expect(originOf({ region, useDualstackEndpoint: true })).resolves.toBeUndefined()
  },
)

test('so is a VPC endpoint, and one that was written out', async () => {
  for (const host of ['dynamodb.eu-central-1.amazonaws.com', 'vpce-1a2b-c3.dynamodb.eu-central-1.vpce.amazonaws.com']) {
    await expect(originOf({ region: 'eu-central-1', endpoint: `https://${host}` })).resolves.toBeUndefined()
  }
})

test.each([
  ['http://127.0.0.1:8000/path', 'http://127.0.0.1:8000'],
  ['https://dynamodb.example.com', 'https://dynamodb.example.com'],
  ['https://amazonaws.com.example.org', 'https://amazonaws.com.example.org'],
  ['https://notamazonaws.com:443', 'https://notamazonaws.com'],
])('of %s the origin is %s', async (endpoint, origin) => {
  await expect(originOf({ region: 'eu-central-1', endpoint })).resolves.toBe(origin)
})
