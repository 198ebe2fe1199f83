import { fromEnv } from '@aws-sdk/credential-provider-env'

type Provider = ReturnType<typeof fromEnv>

/**
 * Takes the place of `@aws-sdk/credential-provider-node` in the bundle (see serverless.yml). A Lambda has its
 * credentials in its environment; the providers for single sign-on, profiles and processes would be a fifth of the
 * bundle. The environment is read once, because it does not change in a process.
 */
export function defaultProvider(init?: Parameters<typeof fromEnv>[0]): Provider {
  const read = fromEnv(init)
  let credentials: ReturnType<Provider> | undefined
  return () => {
    credentials ??= read()
    return credentials
  }
}
