/**
 * Stands in the bundle for `@aws-sdk/endpoint-cache` (see serverless.yml), which brings a library of collections for what
 * endpoint discovery has found: DynamoDB's client makes a cache, and asks it only where discovery was switched on. Holds
 * nothing, so that discovery would work all the same, anew each time.
 */
export class EndpointCache {
  getEndpoint(): undefined {}

  get(): undefined {}

  has(): boolean {
    return false
  }

  set(): void {}

  delete(): void {}

  clear(): void {}
}
