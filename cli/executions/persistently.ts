import { setTimeout as sleepMs } from 'node:timers/promises'
import { codeOf, isLostConnection } from './refusal.ts'

/** Waits that many milliseconds; rejects when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export const realSleep: Sleep = async (ms, signal) => {
  await sleepMs(ms, undefined, { signal })
}

const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 30_000

/**
 * The answer of `ask`, which is repeated without end while the connection is lost. Notes the loss once and the return
 * once. Throws any other error of `ask`, and what `sleep` throws when the signal aborts.
 */
export async function persistently<T>(
  ask: () => Promise<T>,
  note: (line: string) => void,
  signal: AbortSignal,
  sleep: Sleep = realSleep,
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS, lost = false; ; waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
    try {
      const answer = await ask()
      if (lost) note('connected again')
      return answer
    } catch (error) {
      if (!isLostConnection(error)) throw error
      if (!lost) note(`connection lost (${codeOf(error)}): the execution goes on; trying until the connection is back`)
      lost = true
      await sleep(waitMs, signal)
    }
  }
}
