import { exitCodeOfStop } from './exitCodes.ts'

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

/** The process was told to stop before a command was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly exitCode: number
  /** `signal`: that of `stopSignal`, aborted. */
  constructor(signal: AbortSignal, options?: ErrorOptions) {
    super(`expected the command to end by itself, it was stopped: ${signal.reason}`, options)
    this.exitCode = exitCodeOfStop(signal)
  }
}
