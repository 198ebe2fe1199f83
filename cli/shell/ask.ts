import { createInterface } from 'node:readline/promises'
import { isNativeError } from 'node:util/types'

interface Terminal {
  readonly stdin: NodeJS.ReadableStream
  readonly stderr: NodeJS.WritableStream
}

/** Whether a person sits in front of this process, who reads what is asked and can answer. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/**
 * What a person answers to the question on the terminal, without white space around it; empty where `signal` aborts first,
 * or where the person ends the input (Ctrl-D). Ctrl-C is SIGINT to this process, as it is where nothing is asked.
 */
export async function ask(
  question: string,
  signal: AbortSignal,
  { stdin, stderr }: Terminal = process,
): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr })
  terminal.on('SIGINT', () => process.emit('SIGINT')) // while a question is open, the terminal makes no signal of Ctrl-C
  try {
    return (await terminal.question(question, { signal })).trim()
  } catch (error) {
    if (isNativeError(error) && error.name === 'AbortError') return '' // by the signal, or by the end of the input
    throw error
  } finally {
    terminal.close()
  }
}
