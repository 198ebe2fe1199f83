import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { expect, test } from '@jest/globals'
import { withoutLogger } from '../../../functions/scavenge/sdk/withoutLogger.ts'

test('a client without its logger is the same client, and its answers are not walked to be logged', () => {
  const client = new DynamoDBClient({ region: 'eu-test-1' })
  const loggers = () => client.middlewareStack.identify().filter((name) => name.startsWith('loggerMiddleware'))
  expect(loggers()).toHaveLength(1)
  expect(withoutLogger(client)).toBe(client)
  expect(loggers()).toEqual([])
})
