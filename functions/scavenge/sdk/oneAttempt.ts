/*
 * Takes the place of `@smithy/core/retry` in the bundle (see serverless.yml), which brings three strategies of retrying.
 * The clients here make one attempt: request/ decides what is tried again, and when.
 */

interface Config {
  readonly maxAttempts?: unknown
}

interface Middlewares {
  add(middleware: <Handler>(next: Handler) => Handler, options: object): void
}

/** What the SDK asks its configuration for where a client is made without an option; no client here is. */
export const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, default: 1 }
export const NODE_RETRY_MODE_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, default: 'standard' }
export const DEFAULT_RETRY_MODE = 'standard'
export const RETRY_MODES = { STANDARD: 'standard', ADAPTIVE: 'adaptive' }
/** The SDK's switch for longer retries, which is off. */
export const Retry = { v2026: false }

/** The configuration as it is. Throws where it asks for another number of attempts than the one that is made. */
export function resolveRetryConfig<Input extends Config>(config: Input): Input {
  const { maxAttempts } = config
  if (maxAttempts === 1) return config
  throw new Error(
    `maxAttempts: expected 1, found ${maxAttempts}; make one attempt, or take oneAttempt.ts out of the bundle`,
  )
}

/**
 * A middleware that does nothing, under the name of the one that retries: the SDK refuses a request whose signing
 * middleware, which stands after that name, finds no such name.
 */
export function getRetryPlugin(): { applyToStack(stack: Middlewares): void } {
  return {
    applyToStack: (stack) => {
      stack.add((next) => next, { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high', override: true })
    },
  }
}
