/** The exit codes of every command. README.md promises them. */
export const SUCCEEDED = 0
export const FAILED = 1
export const WRONG_USAGE = 2
/** As a shell reports a command that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130

/** Ends this process once its output is written. */
export type Exit = (code: number) => Promise<never>

/** The exit code of a command that the signal of `stopSignal` ended. */
export function exitCodeOfStop({ reason }: AbortSignal): number {
  return reason === 'SIGINT' ? INTERRUPTED : FAILED
}
