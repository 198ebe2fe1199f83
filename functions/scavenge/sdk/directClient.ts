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

/** Names us in CloudTrail. */
const USER_AGENT = 'dynamodb-scavenger'

/**
 * Sends commands by the parts that a client is made of, its protocol, signer and HTTP handler, without the middleware
 * that it puts between them: that took a quarter of a pass's CPU, for what a pass has no use for, such as retries and
 * an endpoint found anew for each request (docs/decisions/011). Fails with the errors that the client fails with.
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
    this.#parts ??= this.#found()
    const { protocol, signer, requestHandler, context } = await this.#parts
    const schema = schemaOf(command)
    const request = await protocol.serializeRequest(schema, command.input, context)
    const { hostname, port, body, headers } = request
    headers.host = port === undefined ? hostname : `${hostname}:${port}`
    headers['content-length'] = String(body.byteLength)
    headers['user-agent'] = USER_AGENT
    const signingDate = new Date(Date.now() + context.systemClockOffset)
    const { response } = await requestHandler.handle(await signer.sign(request, { signingDate }), { abortSignal })
    return protocol.deserializeResponse<Output>(schema, context, response)
  }

  async #found(): Promise<Parts> {
    try {
      return await partsOf(this.#client.config)
    } catch (error) {
      this.#parts = undefined // the next request looks again
      throw error
    }
  }
}

type Parts = Awaited<ReturnType<typeof partsOf>>

/** What does not change from one request to the next. */
async function partsOf(config: DynamoDBClientResolvedConfig) {
  const found = await getEndpointFromInstructions({}, BatchExecuteStatementCommand, { ...config })
  const endpoint = toEndpointV1(found)
  return {
    protocol: config.protocol as $ClientProtocol<HttpRequest, HttpResponse>,
    signer: await config.signer(),
    requestHandler: config.requestHandler,
    context: { ...config, endpoint: async () => endpoint },
  }
}

/** Every command of this client carries its operation's schema, as a tuple. */
function schemaOf({ schema }: { readonly schema?: unknown }): $OperationSchema {
  const [, namespace, name, traits, input, output] = schema as StaticOperationSchema
  return { namespace, name, traits, input, output }
}
