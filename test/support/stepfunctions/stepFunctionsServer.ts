import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { SFNClient } from '@aws-sdk/client-sfn'
import { CREDENTIALS, REGION } from '../engines/tables.ts'

/** An answer of Step Functions, an error by its name, a page of something else, a broken connection, or silence. */
export type SfnAnswer =
  | { readonly ok: object }
  | { readonly page: string }
  | { readonly broken: true }
  | { readonly error: string; readonly message?: string }
  | { readonly silent: true }

export interface SfnRequest {
  readonly action: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A Step Functions of one's own: each request is answered as `answer` says, under the client's wire format. */
export interface StepFunctionsServer extends AsyncDisposable {
  readonly endpoint: string
  readonly client: SFNClient
  readonly requests: readonly SfnRequest[]
  /** Who signed each, for when and where: `KEY-ID/DATE/REGION/states/aws4_request`. */
  readonly scopes: readonly string[]
  /** Requests whose connection the client gave up before an answer. */
  readonly abandoned: number
}

/** On a free port of the loopback, or on that one. */
export async function startStepFunctions(
  answer: (request: SfnRequest) => SfnAnswer,
  port = 0,
): Promise<StepFunctionsServer> {
  const requests: SfnRequest[] = []
  const scopes: string[] = []
  let abandoned = 0
  const server = createServer(async (incoming, response) => {
    const action = String(incoming.headers['x-amz-target']).replace('AWSStepFunctions.', '')
    scopes.push(/Credential=([^,]+)/.exec(incoming.headers.authorization ?? '')?.[1] ?? '')
    const request = { action, body: (await json(incoming)) as SfnRequest['body'] }
    requests.push(request)
    response.on('close', () => {
      if (!response.writableFinished) abandoned++
    })
    const what = answer(request)
    if ('silent' in what) return
    if ('broken' in what) return incoming.socket.destroy()
    if ('page' in what) return response.writeHead(200, { 'content-type': 'text/html' }).end(what.page)
    const [status, body] =
      'ok' in what ? [200, what.ok] : [400, { __type: what.error, message: what.message ?? 'a message' }]
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new SFNClient({ endpoint, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 })
  return {
    endpoint,
    client,
    requests,
    scopes,
    get abandoned() {
      return abandoned
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
