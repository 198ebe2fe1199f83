import { once } from 'node:events'
import { createServer } from 'node:http'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, test } from '@jest/globals'
import { dynamoDBClient } from '../../../functions/scavenge/sdk/dynamoDBClient.ts'
import { CREDENTIALS, REGION } from '../../support/engines/tables.ts'

const before = { ...process.env }

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
})

describe('the client of a pass', () => {
  test('sends a request once, whatever comes back: retries are the engine’s alone', async () => {
    let requests = 0
    const server = createServer((_request, response) => {
      requests++
      response.writeHead(500).end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    process.env.AWS_REGION = REGION
    process.env.AWS_ACCESS_KEY_ID = CREDENTIALS.accessKeyId
    process.env.AWS_SECRET_ACCESS_KEY = CREDENTIALS.secretAccessKey
    const client = dynamoDBClient(7)
    await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
    expect(requests).toBe(1)
    expect(settings(client.config.requestHandler)).toMatchObject({
      connectionTimeout: 5_000,
      httpAgent: { keepAlive: true, maxSockets: 7 },
      httpsAgent: { keepAlive: true, maxSockets: 7 },
    })
    client.destroy()
    server.close()
  })

  test('does not walk its answers to log them', () => {
    const client = dynamoDBClient(7)
    expect(client.middlewareStack.identify().filter((name) => name.startsWith('loggerMiddleware'))).toEqual([])
  })
})

/** What the handler works with, once it was used. */
function settings(handler: object): unknown {
  return 'httpHandlerConfigs' in handler && typeof handler.httpHandlerConfigs === 'function'
    ? handler.httpHandlerConfigs()
    : undefined
}
