/**
 * Stands in the bundle for `@aws-sdk/credential-provider-node` (see serverless.yml): a Lambda has its credentials in
 * its environment, and the providers for single sign-on, profiles and processes would be a fifth of the bundle.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
