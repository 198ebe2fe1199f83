/**
 * Takes the place of `@aws-sdk/endpoint-cache` in the bundle (see serverless.yml), which brings a library of
 * collections. DynamoDB's client makes a cache, and reads it only where endpoint discovery was switched on. This one
 * holds nothing: discovery would still work, without reuse.
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
