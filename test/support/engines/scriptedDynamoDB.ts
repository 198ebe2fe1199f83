import { Readable } from 'node:stream'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CREDENTIALS, REGION } from './tables.ts'

/** What a request asks for. */
interface Asked {
  readonly operation: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A request as the client hands it to the network. */
interface Wire {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A body that is answered with 200, or an error by its name. */
type Answer = Readonly<Record<string, unknown>> | Refusal

interface Refusal {
  readonly error: string
  readonly message?: string
  readonly status?: number
  readonly more?: object
}

/**
 * DynamoDB in place of the network below the real client: it takes the requests as they would be sent and answers what
 * a test says, in order. Throws at a request that no answer is left for.
 */
export class ScriptedDynamoDB {
  readonly asked: Asked[] = []
  readonly client: DynamoDBClient
  readonly #answers: Answer[]

  constructor(...answers: Answer[]) {
    this.#answers = answers
    this.client = this.clientAt()
  }

  /** A client of it that takes it for an engine at an address; without one, for DynamoDB itself. */
  clientAt(endpoint?: string): DynamoDBClient {
    return new DynamoDBClient({
      region: REGION,
      ...(endpoint !== undefined && { endpoint }),
      credentials: CREDENTIALS,
      maxAttempts: 1,
      requestHandler: {
        handle: (request: Wire, options?: { abortSignal?: { readonly aborted: boolean } }) =>
          this.#handle(request, options?.abortSignal?.aborted === true),
      },
    })
  }

  get operations(): readonly string[] {
    return this.asked.map(({ operation }) => operation)
  }

  async #handle({ headers, body }: Wire, aborted: boolean) {
    if (aborted) throw Object.assign(new Error('aborted'), { name: 'AbortError' })
    const operation = headers['x-amz-target']?.split('.')[1] ?? ''
    this.asked.push({ operation, body: JSON.parse(new TextDecoder().decode(body)) })
    const answer = this.#answers.shift()
    if (answer === undefined) throw new Error('scripted DynamoDB: expected an answer for each request, found none')
    if (!isRefusal(answer)) return response(200, answer)
    const { error, message = 'refused', status = 400, more } = answer
    return response(status, { __type: `com.amazonaws.dynamodb.v20120810#${error}`, message, ...more })
  }
}

function isRefusal(answer: Answer): answer is Refusal {
  return 'error' in answer
}

function response(statusCode: number, body: object) {
  const headers = { 'content-type': 'application/x-amz-json-1.0' }
  return { response: { statusCode, headers, body: Readable.from([Buffer.from(JSON.stringify(body))]) } }
}
