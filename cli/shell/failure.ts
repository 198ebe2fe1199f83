/** The command can't be understood: exit 2. The message says what was expected, what was there and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** A run that failed outside its state machine: `name` is the error that `--json` shows, the message its cause. */
export class RunFailure extends Error {
  override readonly name: string
  constructor(name: string, cause: string, options?: ErrorOptions) {
    super(cause, options)
    this.name = name
  }
}
