import {
  type $Command,
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  type DynamoDBClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb'
import { getEndpointFromInstructions, toEndpointV1 } from '@smithy/core/endpoints'
import type { $ClientProtocol, $OperationSchema, HttpRequest, HttpResponse, StaticOperationSchema } from '@smithy/types'

/** The name of this program in CloudTrail. */
export const USER_AGENT = 'dynamodb-scavenger'

/** Names of the errors by which AWS says that a request's date is off; one of them says other things too. */
const DATE_ERRORS = new Set([
  'InvalidSignatureException',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
])

/**
 * Sends commands by a client's own parts: its protocol, its signer and its HTTP handler. It leaves out the middleware
 * between them, which took a quarter of a pass's CPU for work that a pass does not need, such as retries and a new
 * endpoint for each request (docs/decisions/011). It fails with the same errors as the client.
 */
export class DirectClient {
  readonly #client: DynamoDBClient
  #parts: Promise<Parts> | undefined

  constructor(client: DynamoDBClient) {
    this.#client = client
  }

  async send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: $Command<Input, Output, DynamoDBClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
    { abortSignal }: { abortSignal: AbortSignal },
  ): Promise<Output> {
    this.#parts ??= this.#findParts()
    const { protocol, signer, requestHandler, context } = await this.#parts
    const { config } = this.#client
    const schema = schemaOf(command)
    const request = await protocol.serializeRequest(schema, command.input, context)
    const { hostname, port, body, headers } = request
    headers.host = port === undefined ? hostname : `${hostname}:${port}`
    headers['content-length'] = String(body.byteLength)
    headers['user-agent'] = USER_AGENT
    // read anew from the client each time: one answer that tells AWS's clock corrects all later requests
    const signingDate = new Date(Date.now() + config.systemClockOffset)
    const { response } = await requestHandler.handle(await signer.sign(request, { signingDate }), { abortSignal })
    try {
      return await protocol.deserializeResponse<Output>(schema, context, response)
    } catch (error) {
      if (speaksOfDate(error)) config.systemClockOffset = offsetBy(response) ?? config.systemClockOffset
      throw statusOn(error, response.statusCode)
    }
  }

  /** The host that requests go to. */
  async host(): Promise<string> {
    this.#parts ??= this.#findParts()
    return (await this.#parts).hostname
  }

  async #findParts(): Promise<Parts> {
    try {
      return await partsOf(this.#client.config)
    } catch (error) {
      this.#parts = undefined // the next request looks again
      throw error
    }
  }
}

type Parts = Awaited<ReturnType<typeof partsOf>>

/** The parts that all requests share. */
async function partsOf(config: DynamoDBClientResolvedConfig) {
  const { protocol } = config
  if (typeof protocol === 'function') throw new Error('client: expected its protocol to be made, found the class')
  const json: $ClientProtocol<HttpRequest, HttpResponse> = protocol
  const endpoint = toEndpointV1(await getEndpointFromInstructions({}, BatchExecuteStatementCommand, { ...config }))
  return {
    protocol: json,
    signer: await config.signer(),
    requestHandler: config.requestHandler,
    hostname: endpoint.hostname,
    context: { ...config, endpoint: async () => endpoint },
  }
}

/** Whether an error may concern the request's date. */
function speaksOfDate(error: unknown): boolean {
  return error instanceof Error && DATE_ERRORS.has(error.name)
}

/**
 * Milliseconds by which AWS's clock is ahead of this one, by the date of its answer, which has whole seconds. Undefined
 * where there is no date. For a function that was frozen between signing and sending it is about 0: signing anew mends
 * that.
 */
function offsetBy({ headers }: HttpResponse): number | undefined {
  const answeredMs = Date.parse(headers.date ?? '')
  return Number.isNaN(answeredMs) ? undefined : answeredMs - Date.now()
}

/** The error with the answer's status, which an unreadable answer's error lacks. */
function statusOn(error: unknown, httpStatusCode: number): unknown {
  if (error instanceof Error && !('$metadata' in error)) Object.assign(error, { $metadata: { httpStatusCode } })
  return error
}

/** The schema of a command's operation, which every command of DynamoDB's client carries as a tuple. */
function schemaOf({ schema }: { readonly schema?: unknown }): $OperationSchema {
  if (!isOperationSchema(schema)) throw new Error("command: expected its operation's schema, found none")
  const [, namespace, name, traits, input, output] = schema
  return { namespace, name, traits, input, output }
}

function isOperationSchema(schema: unknown): schema is StaticOperationSchema {
  return Array.isArray(schema) && schema.length === 6 && typeof schema[1] === 'string' && typeof schema[2] === 'string'
}
