/** Wrong usage: exit code 2. The message says what was expected, what was found and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A failure outside of the state machine: exit code 1. `name` is the error that `--json` shows, the message its cause. */
export class RunFailure extends Error {
  override readonly name: string
  constructor(name: string, cause: string, options?: ErrorOptions) {
    super(cause, options)
    this.name = name
  }
}
