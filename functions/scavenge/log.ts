type Fields = Readonly<Record<string, unknown>>

/** Lines of JSON, each with a level, a message and fields. */
export interface Log {
  info(message: string, fields: Fields): void
  warn(message: string, fields: Fields): void
  error(message: string, fields: Fields): void
  /** Adds fields to every line from now on. */
  appendKeys(fields: Fields): void
}

/**
 * The log of one invocation. Each entry is one line of JSON: one for the answer, and one for each event that a person
 * should look at. It has no line for an item, and never a key's value or a token. Lambda filters the lines by their
 * `level` and `timestamp` where the function's log format is JSON.
 */
export function logOf(rule: string, stage: string, requestId: string | undefined): Log {
  let always: Fields = { service: 'dynamodb-scavenger', rule, stage, ...(requestId !== undefined && { requestId }) }
  const write = (level: string, stream: NodeJS.WriteStream, message: string, fields: Fields) => {
    const line = { level, message, timestamp: new Date().toISOString(), ...always, ...fields }
    stream.write(`${JSON.stringify(line)}\n`) // not console, to which Lambda's runtime adds a prefix
  }
  return {
    info: (message, fields) => write('INFO', process.stdout, message, fields),
    warn: (message, fields) => write('WARN', process.stderr, message, fields),
    error: (message, fields) => write('ERROR', process.stderr, message, fields),
    appendKeys(fields) {
      always = { ...always, ...fields }
    },
  }
}

/** The fields of a log line about an error: its name and message, without its cause, which may hold a key's value. */
export function errorFields(error: unknown): { readonly error: string; readonly cause: string } {
  return error instanceof Error
    ? { error: error.name, cause: error.message }
    : { error: typeof error, cause: String(error) }
}
