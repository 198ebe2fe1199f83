/*
 * Takes the place of `@aws-sdk/middleware-endpoint-discovery` in the bundle (see serverless.yml), which brings a cache
 * and a library of collections. DynamoDB's client reads endpoints that it discovered only where this was switched on,
 * and it is off here.
 */

export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, default: false }

/** The configuration as it is. */
export function resolveEndpointDiscoveryConfig<Config>(config: Config): Config {
  return config
}
