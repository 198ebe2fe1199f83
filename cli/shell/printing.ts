/** Prints a result on standard output, in one line or several. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Prints one JSON value on standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** Prints a line for a person on standard error, which leaves standard output to results. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
