import { text } from 'node:stream/consumers'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { HttpRequest } from '@smithy/core/transport'
import { DirectClient, USER_AGENT } from './directClient.ts'

/*
 * Takes the place of `@aws-sdk/client-sfn` in the bundle (see serverless.yml), which brings the schemas and the errors of
 * forty operations. It sends three of them by the parts of DynamoDB's client, which are there anyway: its credentials,
 * its signer and its HTTP handler. Answers and errors are those of the SDK, as far as they are read.
 */

/** The members of an answer that are times: seconds since 1970 on the wire. */
const TIMES = new Set(['startDate', 'stopDate', 'redriveDate'])

/** A request by the name of its operation. */
abstract class Command {
  abstract readonly action: string
  readonly input: object

  constructor(input: object) {
    this.input = input
  }
}

export class ListExecutionsCommand extends Command {
  readonly action = 'ListExecutions'
}

export class DescribeExecutionCommand extends Command {
  readonly action = 'DescribeExecution'
}

export class GetExecutionHistoryCommand extends Command {
  readonly action = 'GetExecutionHistory'
}

export class SFNClient {
  /** There is none: nothing stands between a command and its request. */
  readonly middlewareStack = { remove: () => false }
  readonly #client: DynamoDBClient
  /** Keeps what it has found out of the host. */
  readonly #direct: DirectClient

  constructor(config: DynamoDBClientConfig) {
    this.#client = new DynamoDBClient(config)
    this.#direct = new DirectClient(this.#client)
  }

  /** Throws an error by the service's name for it, with its status, or a SyntaxError for an answer that is not JSON. */
  async send({ action, input }: Command, { abortSignal }: { readonly abortSignal: AbortSignal }): Promise<unknown> {
    const { config } = this.#client
    const request = requestTo(await this.#endpoint(), action, JSON.stringify(input))
    const signer = await config.signer()
    const signingDate = new Date(Date.now() + config.systemClockOffset)
    const signed = await signer.sign(request, { signingDate, signingService: 'states' })
    const { response } = await config.requestHandler.handle(HttpRequest.clone(signed), { abortSignal })
    const answer = await text(response.body)
    if (response.statusCode === 200) return read(answer, action)
    throw failure(answer, response.statusCode)
  }

  /** As the environment names it, else that of the Region: in the partition of DynamoDB's own. */
  async #endpoint(): Promise<URL> {
    const { AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL } = process.env
    const url = AWS_ENDPOINT_URL_SFN ?? AWS_ENDPOINT_URL
    if (url !== undefined) return new URL(url)
    const host = await this.#direct.host()
    return new URL(`https://${host.replace('dynamodb', 'states')}`)
  }
}

function requestTo({ protocol, hostname, host, port, pathname }: URL, action: string, body: string): HttpRequest {
  return new HttpRequest({
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    method: 'POST',
    path: pathname,
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': `AWSStepFunctions.${action}`,
      'user-agent': USER_AGENT,
    },
    body,
  })
}

function read(answer: string, action: string): unknown {
  try {
    return JSON.parse(answer, timed)
  } catch {
    // the parser's own error quotes the text, which may hold a token or an input, and its message is logged
    throw new SyntaxError(`states:${action}: expected an answer in JSON, found ${answer.length} other characters`)
  }
}

function timed(name: string, value: unknown): unknown {
  return TIMES.has(name) && typeof value === 'number' ? new Date(value * 1_000) : value
}

function failure(answer: string, httpStatusCode: number): Error {
  const { __type = 'UnknownError', message, Message } = errorIn(answer)
  const [name = ''] = String(__type).split('#').slice(-1)
  const said = String(message ?? Message ?? `status ${httpStatusCode}`)
  return Object.assign(new Error(said), { name, $metadata: { httpStatusCode } })
}

function errorIn(answer: string): {
  readonly __type?: unknown
  readonly message?: unknown
  readonly Message?: unknown
} {
  try {
    return Object(JSON.parse(answer))
  } catch {
    return {} // a page of something between: the status alone says what it is
  }
}
