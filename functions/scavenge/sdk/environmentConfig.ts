import { isValidHostLabel } from '@smithy/core/transport'

/*
 * Takes the place of `@smithy/core/config` in the bundle (see serverless.yml). A Lambda has its configuration in its
 * environment; the SDK's own would look in files of profiles and ask for a machine's metadata too.
 */

/** Where the SDK finds one setting: how it reads the environment, and the value where that has none. */
interface Selectors<Value> {
  readonly environmentVariableSelector: (env: NodeJS.ProcessEnv, options: object) => Value | undefined
  readonly default: Value | (() => Promise<Value>)
}

interface RegionConfig {
  readonly region?: string | (() => Promise<string>)
}

/** Parts of a file of profiles, which the SDK names and which is never read here. */
export const CONFIG_PREFIX_SEPARATOR = '.'
export const NODE_REGION_CONFIG_FILE_OPTIONS = {}
export const REGION_INI_NAME = 'region'

export const REGION_ENV_NAME = 'AWS_REGION'
export const SelectorType = { ENV: 'env', CONFIG: 'shared config entry' } as const

export const NODE_REGION_CONFIG_OPTIONS: Selectors<string> = {
  environmentVariableSelector: (env) => env[REGION_ENV_NAME],
  default: async () => {
    throw new Error('AWS_REGION: expected in the environment, found none')
  },
}
export const NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS = switchBy('AWS_USE_DUALSTACK_ENDPOINT')
export const NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS = switchBy('AWS_USE_FIPS_ENDPOINT')

export class ProviderError extends Error {
  override readonly name: string = 'ProviderError'
}

/** No credentials where they are looked for; known by its name. */
export class CredentialsProviderError extends ProviderError {
  override readonly name = 'CredentialsProviderError'
}

/** Reads a setting from the environment each time it is asked for. */
export function loadConfig<Value>(selectors: Selectors<Value>, options: object = {}): () => Promise<Value> {
  const { environmentVariableSelector, default: otherwise } = selectors
  return async () => {
    const found = environmentVariableSelector(process.env, options)
    if (found !== undefined) return found
    return otherwise instanceof Function ? otherwise() : otherwise
  }
}

/** A switch in the environment; undefined where it is not there. Throws for anything but `true` and `false`. */
export function booleanSelector(env: NodeJS.ProcessEnv, name: string): boolean | undefined {
  const text = env[name]
  if (text === undefined || text === 'true' || text === 'false') return text && text === 'true'
  throw new Error(`${name}: expected true or false in the environment, found another value`)
}

/** The SDK's own times and retries by mode: the clients here set their own. */
export function resolveDefaultsModeConfig(): () => Promise<string> {
  return async () => 'legacy'
}

/** The configuration with its Region as a function. It throws for a Region that can't be part of a host's name. */
export function resolveRegionConfig<Config extends RegionConfig>(
  config: Config,
): Config & { region(): Promise<string> } {
  const { region: given } = config
  const region = async () => {
    const name = typeof given === 'function' ? await given() : given
    if (name !== undefined && isValidHostLabel(name)) return name
    throw new Error('AWS_REGION: expected a Region such as eu-central-1, found none or another text')
  }
  return Object.assign(config, { region })
}

function switchBy(name: string): Selectors<boolean> {
  return { environmentVariableSelector: (env) => booleanSelector(env, name), default: false }
}
