import { Readable } from 'node:stream'
import { BatchExecuteStatementCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import type { HttpRequest } from '@smithy/types'
import { DirectClient } from '../../../functions/scavenge/sdk/directClient.ts'
import { Sha256 } from '../../../functions/scavenge/sdk/sha256.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { CREDENTIALS, REGION } from '../../support/engines/tables.ts'

const SCAN = new ScanCommand({ TableName: 'things', Segment: 3, TotalSegments: 40, Limit: 10 })
const BATCH = new BatchExecuteStatementCommand({
  Statements: [{ Statement: 'DELETE FROM "things" WHERE "id" = ?', Parameters: [{ B: new Uint8Array([1, 2]) }] }],
})

interface Answer {
  readonly status?: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A client whose network answers the same each time, and what it was asked. */
function clientOf(
  { status = 200, body, headers: more }: Answer,
  settings: { endpoint?: string; sessionToken?: string } = {},
) {
  const requests: HttpRequest[] = []
  const { endpoint, sessionToken } = settings
  const client = new DynamoDBClient({
    region: REGION,
    credentials: { ...CREDENTIALS, ...(sessionToken !== undefined && { sessionToken }) },
    maxAttempts: 1,
    sha256: Sha256,
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: {
      handle: async (request: HttpRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
        if (abortSignal?.aborted) throw Object.assign(new Error('aborted'), { name: 'AbortError' })
        requests.push(request)
        const headers = { 'content-type': 'application/x-amz-json-1.0', ...more }
        return { response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) } }
      },
    },
  })
  return { client, direct: new DirectClient(client), requests }
}

async function failureOf(sent: Promise<unknown>): Promise<Error> {
  const error = await sent.catch((reason: unknown) => reason)
  if (!(error instanceof Error)) throw new Error('expected a failure, found an answer')
  return error
}

/** What of a request is the same whoever sends it. */
function essence({ method, protocol, hostname, port, path, headers, body }: HttpRequest) {
  const { host, 'content-type': type, 'content-length': length, 'x-amz-target': target } = headers
  return { method, protocol, hostname, port, path, host, type, length, target, body: new TextDecoder().decode(body) }
}

describe('the direct client', () => {
  test.each([
    ['DynamoDB itself', {}],
    ['another address', { endpoint: 'http://127.0.0.1:8123' }],
    ['an address with a path', { endpoint: 'https://proxy.example/dynamodb' }],
  ])('asks %s for what the client would ask for', async (_, settings) => {
    const { client, direct, requests } = clientOf({ body: '{}' }, settings)
    await client.send(SCAN)
    await direct.send(SCAN, { abortSignal: NEVER })
    await client.send(BATCH)
    await direct.send(BATCH, { abortSignal: NEVER })
    const [scan, directScan, batch, directBatch] = requests.map(essence)
    expect(directScan).toEqual(scan)
    expect(directBatch).toEqual(batch)
  })

  test.each([undefined, 'a-session'])('signs what it sends, with the session token %s', async (sessionToken) => {
    const { direct, requests } = clientOf({ body: '{}' }, sessionToken === undefined ? {} : { sessionToken })
    await direct.send(BATCH, { abortSignal: NEVER })
    const [sent] = requests
    if (sent === undefined) throw new Error('expected a request, found none')
    const { authorization, ...headers } = sent.headers
    const [, year, month, day, hour, minute, second] =
      /^(....)(..)(..)T(..)(..)(..)Z$/.exec(headers['x-amz-date'] ?? '') ?? []
    const credentials = { ...CREDENTIALS, ...(sessionToken !== undefined && { sessionToken }) }
    const signer = await new DynamoDBClient({ region: REGION, credentials }).config.signer() // by its own SHA-256
    const signingDate = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
    expect(Math.abs(signingDate.getTime() - Date.now())).toBeLessThan(60_000)
    const again = await signer.sign({ ...sent, headers }, { signingDate })
    expect(authorization).toBe(again.headers.authorization)
    expect(headers['x-amz-security-token']).toBe(sessionToken)
  })

  test('answers as the client does', async () => {
    const body = JSON.stringify({ Items: [{ id: { B: 'AQI=' }, n: { N: '12' } }], Count: 1, ScannedCount: 5 })
    const { client, direct } = clientOf({ body })
    const { $metadata: _, ...expected } = await client.send(SCAN)
    const { $metadata: __, ...found } = await direct.send(SCAN, { abortSignal: NEVER })
    expect(found).toEqual(expected)
    expect(found).toMatchObject({ Items: [{ id: { B: new Uint8Array([1, 2]) } }], ScannedCount: 5 })
  })

  test.each([
    ['a throttle', 400, { __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slower' }],
    ['an error that it does not know', 400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'no' }],
    ['a fault', 500, {}],
  ])('fails as the client does: %s', async (_, status, answer) => {
    const { client, direct } = clientOf({ status, body: JSON.stringify(answer) })
    const expected = await failureOf(client.send(SCAN))
    const found = await failureOf(direct.send(SCAN, { abortSignal: NEVER }))
    expect(found).toBeInstanceOf(expected.constructor)
    expect(found.name).toBe(expected.name)
    expect(found.message).toBe(expected.message)
  })

  test('signs by the client’s own clock, and corrects it by the date of an answer that speaks of its date', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    const expired = { __type: 'com.amazon.coral.service#InvalidSignatureException', message: 'Signature expired: …' }
    const { client, direct, requests } = clientOf({ status: 400, body: JSON.stringify(expired), headers: { date } })
    const aheadMs = ({ headers }: Pick<HttpRequest, 'headers'> = { headers: {} }) => {
      const [, day, time] = /^(\d{8})T(\d{6})Z$/.exec(headers['x-amz-date'] ?? '') ?? []
      const iso = `${day?.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time?.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`
      return Date.parse(iso) - Date.now()
    }
    expect((await failureOf(direct.send(SCAN, { abortSignal: NEVER }))).name).toBe('InvalidSignatureException')
    expect(aheadMs(requests[0])).toBeLessThanOrEqual(0)
    await failureOf(direct.send(SCAN, { abortSignal: NEVER }))
    expect(aheadMs(requests[1])).toBeGreaterThan(3_590_000)
    await failureOf(client.send(SCAN)) // whoever sends, the clock is one
    expect(aheadMs(requests[2])).toBeGreaterThan(3_590_000)
  })

  test('leaves the clock alone where an answer has no date, or speaks of something else', async () => {
    const far = new Date(Date.now() + 3_600_000).toUTCString()
    for (const [type, headers] of [
      ['InvalidSignatureException', {}],
      ['ValidationException', { date: far }],
    ] as const) {
      const { client, direct } = clientOf({ status: 400, body: JSON.stringify({ __type: `x#${type}` }), headers })
      await failureOf(direct.send(SCAN, { abortSignal: NEVER }))
      expect(client.config.systemClockOffset).toBe(0)
    }
  })

  test('hands on the signal that gives up', async () => {
    const { direct, requests } = clientOf({ body: '{}' })
    await expect(direct.send(SCAN, { abortSignal: AbortSignal.abort() })).rejects.toThrow('aborted')
    expect(requests).toEqual([])
  })

  test('looks for credentials and address again after a failure to find them', async () => {
    const { requests, client } = clientOf({ body: '{}' })
    let missing = true
    const failing = new DirectClient(
      Object.assign(Object.create(client), {
        config: {
          ...client.config,
          signer: async () => {
            if (missing) throw new Error('no credentials')
            return client.config.signer()
          },
        },
      }),
    )
    await expect(failing.send(SCAN, { abortSignal: NEVER })).rejects.toThrow('no credentials')
    missing = false
    await failing.send(SCAN, { abortSignal: NEVER })
    expect(requests).toHaveLength(1)
  })
})
