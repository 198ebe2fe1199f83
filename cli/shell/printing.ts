/** Prints one JSON value on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** Prints a line for a person on standard error, which leaves standard output to results. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
