import { createInterface } from 'node:readline/promises'

/** Whether a person sits in front of this process, who reads what is asked and can answer. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** What a person answers to the question on the terminal, without white space around it; empty where `signal` aborts first. */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(question, { signal })).trim()
  } catch (error) {
    if (signal.aborted) return ''
    throw error
  } finally {
    terminal.close()
  }
}
